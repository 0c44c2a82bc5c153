#include "timbre/core/file.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <optional>

#include "support/message.hpp"
#include "support/scratch.hpp"
#include "timbre/core/error.hpp"

namespace timbre {
namespace {

namespace fs = std::filesystem;
using test::message_of;
using testing::MatchesRegex;

std::size_t entries(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

// Sets an environment variable, or unsets it, for the life of the object.
class Environment {
 public:
  Environment(const char* name, std::optional<std::string> value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    set(value);
  }
  ~Environment() { set(before_); }

 private:
  void set(const std::optional<std::string>& value) {
    value ? setenv(name_, value->c_str(), 1) : unsetenv(name_);
  }
  const char* name_;
  std::optional<std::string> before_;
};

TEST(File, ReadsWhatWasWritten) {
  const test::Scratch scratch;
  const std::string content("with a zero\0 and lines\r\n", 24);
  write_file(scratch / "new/folder/a.txt", content);
  EXPECT_EQ(read_file(scratch / "new/folder/a.txt"), content);
  write_file(scratch / "new/folder/a.txt", "");
  EXPECT_EQ(read_file(scratch / "new/folder/a.txt"), "");
  EXPECT_EQ(entries(scratch / "new/folder"), 1u);
}

TEST(File, ReadsFilesLargerThanOnePiece) {
  const test::Scratch scratch;
  std::string content(200'001, 'x');
  content[150'000] = 'y';
  write_file(scratch / "large", content);
  EXPECT_EQ(read_file(scratch / "large"), content);
}

TEST(File, FailuresNameThePathAndTheReason) {
  const test::Scratch scratch;
  EXPECT_EQ(message_of([&] { read_file(scratch / "none"); }),
            (scratch / "none").string() + ": cannot read: No such file or directory");
  EXPECT_EQ(message_of([&] { read_file(scratch.folder()); }),
            scratch.folder().string() + ": cannot read: Is a directory");
  write_file(scratch / "a", "content");
  EXPECT_EQ(message_of([&] { write_file(scratch / "a/b", "x"); }),
            (scratch / "a/b").string() + ": cannot make the folder of: Not a directory");
  fs::create_directories(scratch / "folder/inside");
  EXPECT_EQ(message_of([&] { write_file(scratch / "folder", "x"); }),
            (scratch / "folder").string() + ": cannot write: Is a directory");
  EXPECT_EQ(entries(scratch.folder()), 2u);
}

TEST(WriteAtomically, AFailedWriterLeavesTheOldFileAndNothingElse) {
  const test::Scratch scratch;
  write_file(scratch / "a", "old");
  const auto fail_half_way = [](const fs::path& temporary) {
    std::ofstream(temporary) << "half of the n";
    throw Error("the writer failed");
  };
  EXPECT_EQ(message_of([&] { write_atomically(scratch / "a", fail_half_way); }),
            "the writer failed");
  EXPECT_EQ(read_file(scratch / "a"), "old");
  EXPECT_EQ(entries(scratch.folder()), 1u);
}

TEST(WriteAtomically, TheOldFileStaysUntilTheNewOneIsWhole) {
  const test::Scratch scratch;
  write_file(scratch / "a", "old");
  write_atomically(scratch / "a", [&](const fs::path& temporary) {
    EXPECT_EQ(temporary.parent_path(), scratch.folder());
    std::ofstream(temporary) << "new";
    EXPECT_EQ(read_file(scratch / "a"), "old");
  });
  EXPECT_EQ(read_file(scratch / "a"), "new");
  EXPECT_EQ(entries(scratch.folder()), 1u);
}

TEST(WriteAtomically, AWriterThatWritesNothingIsAnError) {
  const test::Scratch scratch;
  EXPECT_EQ(message_of([&] { write_atomically(scratch / "a", [](const fs::path&) {}); }),
            (scratch / "a").string() + ": cannot write: No such file or directory");
}

TEST(CacheFolder, FollowsTheEnvironmentInItsOrder) {
  const Environment home("HOME", "/home/somebody");
  const Environment xdg("XDG_CACHE_HOME", std::nullopt);
  const Environment own("TIMBRE_CACHE", std::nullopt);
  EXPECT_EQ(cache_folder(), "/home/somebody/.cache/timbre");
  const Environment xdg_set("XDG_CACHE_HOME", "/xdg");
  EXPECT_EQ(cache_folder(), "/xdg/timbre");
  const Environment own_set("TIMBRE_CACHE", "/own");
  EXPECT_EQ(cache_folder(), "/own");
}

TEST(CacheFolder, WithoutAnyPlaceTheRequestIsWrong) {
  const Environment home("HOME", std::nullopt);
  const Environment xdg("XDG_CACHE_HOME", std::nullopt);
  const Environment own("TIMBRE_CACHE", std::nullopt);
  EXPECT_THROW(cache_folder(), RequestError);
}

TEST(UtcTime, IsIso8601) {
  EXPECT_THAT(utc_time(), MatchesRegex("20[0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9:]*Z"));
}

}  // namespace
}  // namespace timbre
