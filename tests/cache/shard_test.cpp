#include "cache/shard.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/scratch.hpp"
#include "timbre/core/file.hpp"

namespace timbre::cache {
namespace {

using testing::ElementsAreArray;

constexpr features::ExampleShape shape = {.rows = 2, .columns = 3, .channels = 1};

TEST(Shard, KeepsExamplesAndStatesOfFilesWithOneOrMoreOrNoExample) {
  const test::Scratch scratch;
  const std::vector<float> two = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  const std::vector<float> one = {-1, -2, -3, -4, -5, -6};
  const std::vector<ShardEntry> entries = {
      {{"a", 10, -5}, two}, {{"b", 0, 7}, {}}, {{"c", 3, 1}, one}};
  const std::vector<std::pair<std::string, std::string>> attributes = {{"folder", "audio"}};
  write_shard(scratch / "deep" / "shard.h5", shape, entries, attributes);

  const Shard shard(scratch / "deep" / "shard.h5", shape);
  ASSERT_EQ(shard.files().size(), 3u);
  for (std::size_t file = 0; file < entries.size(); ++file) {
    EXPECT_EQ(shard.files()[file], entries[file].file);
    EXPECT_EQ(shard.find(entries[file].file), file);
    std::vector<float> room;
    EXPECT_THAT(shard.examples(file), ElementsAreArray(entries[file].examples.floats(room)));
  }
  EXPECT_EQ(shard.find({"a", 10, -4}), std::nullopt);
  EXPECT_EQ(shard.find({"a", 11, -5}), std::nullopt);
  EXPECT_EQ(shard.find({"aa", 10, -5}), std::nullopt);
  EXPECT_EQ(shard.find({"z", 3, 1}), std::nullopt);
  EXPECT_EQ(Hdf5File(scratch / "deep" / "shard.h5", Hdf5File::Access::read).attribute("folder"),
            "audio");
}

TEST(Shard, MayHoldOnlyFilesWithoutExamples) {
  const test::Scratch scratch;
  const std::vector<ShardEntry> entries = {{{"a", 10, 5}, {}}};
  write_shard(scratch / "shard.h5", shape, entries, {});
  EXPECT_TRUE(Shard(scratch / "shard.h5", shape).examples(0).empty());
}

TEST(Shard, KeepsPicturesInAQuarterOfTheBytes) {
  const test::Scratch scratch;
  constexpr features::ExampleShape large = {.rows = 64, .columns = 64, .channels = 3};
  std::vector<float> picture(64 * 64 * 3);
  for (std::size_t at = 0; at < picture.size(); ++at) picture[at] = static_cast<float>(at % 256);
  const std::vector<ShardEntry> entries = {{{"a", 10, 5}, Examples(picture).as_bytes()}};
  write_shard(scratch / "bytes.h5", large, entries, {}, Hdf5File::Stored::bytes);
  write_shard(scratch / "floats.h5", large, entries, {});
  EXPECT_EQ(Shard(scratch / "bytes.h5", large).examples(0), picture);
  const auto saved = std::filesystem::file_size(scratch / "floats.h5") -
                     std::filesystem::file_size(scratch / "bytes.h5");
  EXPECT_EQ(saved, 3 * picture.size());
}

TEST(FileState, IsNameSizeAndTime) {
  const test::Scratch scratch;
  EXPECT_EQ(file_state(scratch / "missing.wav"), std::nullopt);
  write_file(scratch / "a.wav", "12345");
  const auto state = file_state(scratch / "a.wav");
  ASSERT_TRUE(state);
  EXPECT_EQ(state->name, "a.wav");
  EXPECT_EQ(state->bytes, 5);
  EXPECT_EQ(state, file_state(scratch / "a.wav"));
}

}  // namespace
}  // namespace timbre::cache
