#include "cache/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "cache/recordings.hpp"
#include "timbre/core/file.hpp"

namespace timbre::cache {
namespace {

namespace fs = std::filesystem;
using testing::SizeIs;

class CacheStore : public testing::Test, public test::Recordings {};

TEST_F(CacheStore, KnowsAFolderByWhatItIsAndNotByHowItIsNamed) {
  add("fold1/a.wav", 1);
  extract();
  fs::create_directory_symlink(scratch / "audio", scratch / "link");
  for (const fs::path& other : {scratch / "link" / "fold1" / "a.wav",
                                scratch / "audio" / "fold1" / ".." / "fold1" / "a.wav",
                                fs::relative(scratch / "audio" / "fold1" / "a.wav")}) {
    files = {{other, "a"}};
    EXPECT_EQ(extract().hits, 1) << other;
  }
}

TEST_F(CacheStore, LiesInTimbreCacheUnlessAFolderIsNamed) {
  add("fold1/a.wav", 1);
  cache.folder.clear();
  setenv("TIMBRE_CACHE", (scratch / "variable").c_str(), 1);
  extract();
  unsetenv("TIMBRE_CACHE");
  cache.folder = scratch / "variable";
  EXPECT_THAT(shards(), SizeIs(1));
  EXPECT_EQ(shards()[0].parent_path(), scratch / "variable" / "features");
  EXPECT_EQ(extract().hits, 1);
}

TEST_F(CacheStore, SaysInTheFileForPeopleWhatItHolds) {
  add("fold1/a.wav", 1);
  extract();
  const Hdf5File file(shards().at(0), Hdf5File::Access::read);
  EXPECT_THAT(file.attribute("front_end"), testing::HasSubstr("length: 4096"));
  EXPECT_EQ(file.attribute("folder"), (scratch / "audio" / "fold1").string());
  EXPECT_EQ(file.attribute("device"), "cpu");
  EXPECT_EQ(file.attribute("extractor_version"), std::to_string(features::extractor_version));
}

// What one kind of device computes is not taken for what another one would: the last bits differ.
TEST_F(CacheStore, KeepsDevicesApart) {
  class OtherKind final : public Device {
   public:
    std::string kind() const override { return "emulated"; }
    std::string name() const override { return "other"; }
    void* allocate(std::size_t) override { return nullptr; }
    void release(void*, std::size_t) noexcept override {}
    void copy_in(void*, const void*, std::size_t) override {}
    void copy_out(void*, const void*, std::size_t) override {}
    void wait() override {}
  };
  add("fold1/a.wav", 1);
  extract();
  const fs::path folder = scratch / "audio" / "fold1";
  EXPECT_NE(Store(cache, *device, options).open(folder), nullptr);
  EXPECT_EQ(Store(cache, OtherKind(), options).open(folder), nullptr);
}

TEST_F(CacheStore, LeavesNothingHalfWritten) {
  add("fold1/a.wav", 1);
  extract();
  EXPECT_THAT(shards(), SizeIs(1));
  EXPECT_EQ(shards()[0].extension(), ".h5");
}

TEST_F(CacheStore, ProcessesThatWriteAtOnceLeaveAWholeFile) {
  for (int file = 0; file < 6; ++file) add("fold1/" + std::to_string(file) + ".wav", 2);
  const Extraction expected = extract_without_cache();
  constexpr int processes = 4, rounds = 10;
  std::vector<pid_t> children;
  for (int process = 0; process < processes; ++process) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      // Straight to the store: a forked child must not use the parent's threads.
      const std::int64_t size = features::example_shape(options.features).size();
      std::vector<ShardEntry> entries;
      for (std::size_t file = 0; file < files.size(); ++file) {
        const auto values = std::span(expected.examples.values)
                                .subspan(static_cast<std::size_t>(expected.first[file] * size),
                                         static_cast<std::size_t>(2 * size));
        entries.push_back({*file_state(files[file].path), Examples(nullptr, values)});
      }
      Store store(cache, *device, options);
      for (int round = 0; round < rounds; ++round) {
        const auto shard = store.open(scratch / "audio" / "fold1");
        store.save(scratch / "audio" / "fold1", entries, shard.get());
      }
      _exit(0);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_THAT(shards(), SizeIs(1));
  const Extraction cached = extract();
  EXPECT_EQ(cached.hits, 6);
  EXPECT_EQ(cached.examples.values, expected.examples.values);
}

}  // namespace
}  // namespace timbre::cache
