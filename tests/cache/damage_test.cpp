// A damaged cache costs time and a warning, never the run and never a wrong number.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "cache/recordings.hpp"
#include "timbre/core/file.hpp"
#include "timbre/core/hdf5.hpp"

namespace timbre::cache {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::SizeIs;

class DamagedCache : public testing::Test, public test::Recordings {
 protected:
  DamagedCache() {
    add("fold1/a.wav", 2);
    add("fold1/b.wav", 1);
    add("fold1/c.wav", 3);
    intact = extract();
    shard = shards().at(0);
  }

  // Extracts once more and expects the right examples, `misses` of which were computed again.
  void expect_repair(std::int64_t misses, const std::string& reason) {
    testing::internal::CaptureStderr();
    const Extraction repaired = extract();
    const std::string output = testing::internal::GetCapturedStderr();
    EXPECT_EQ(repaired.misses, misses);
    EXPECT_EQ(repaired.examples.values, intact.examples.values);
    EXPECT_THAT(output, AllOf(HasSubstr("warning: feature cache: "), HasSubstr(shard.string()),
                              HasSubstr(reason), HasSubstr("computed again")));
    EXPECT_EQ(extract().misses, 0);
  }

  Extraction intact;
  fs::path shard;
};

TEST_F(DamagedCache, ATruncatedFile) {
  fs::resize_file(shard, fs::file_size(shard) / 2);
  expect_repair(3, "opened");
}

TEST_F(DamagedCache, AnEmptyFile) {
  write_file(shard, "");
  expect_repair(3, "opened");
}

TEST_F(DamagedCache, AFileThatIsNotHdf5) {
  write_file(shard, std::string(10000, 'x'));
  expect_repair(3, "opened");
}

TEST_F(DamagedCache, AnHdf5FileOfSomethingElse) {
  Hdf5File(shard, Hdf5File::Access::create).write("weights", std::vector<float>{1, 2}, {2});
  expect_repair(3, "names");
}

TEST_F(DamagedCache, ExamplesOfOneFile) {
  std::string content = read_file(shard);
  // The second example of a.wav; files are stored by name.
  const std::size_t size = intact.examples.values.size() / 6;
  const std::string piece(reinterpret_cast<const char*>(intact.examples.values.data() + size), 64);
  const std::size_t place = content.find(piece);
  ASSERT_NE(place, std::string::npos);
  content[place + 20] ^= 1;
  write_file(shard, content);
  expect_repair(1, "the examples of a.wav do not have their checksum");
}

TEST_F(DamagedCache, AWrongNameForAFilesExamples) {
  std::string content = read_file(shard);
  for (std::size_t place = 0; (place = content.find("b.wav", place)) != std::string::npos;
       ++place) {
    content[place] = 'd';
  }
  write_file(shard, content);
  // In c.wav's place by name: the list is out of order.
  expect_repair(3, "out of order");
}

// The parts of a shard, to be written again with one of them wrong.
struct Parts {
  explicit Parts(const fs::path& path) {
    const Hdf5File file(path, Hdf5File::Access::read);
    names = file.read_texts("names");
    sizes = file.read_integers("sizes");
    times = file.read_integers("times");
    first = file.read_integers("first");
    checksum = file.read_integers("checksum");
    examples = file.read_floats("examples");
    shape = file.shape("examples");
  }

  void write(const fs::path& path) const {
    Hdf5File file(path, Hdf5File::Access::create);
    const auto length = [](const auto& list) {
      return Shape{static_cast<std::int64_t>(list.size())};
    };
    file.write("names", names);
    file.write("sizes", sizes, length(sizes));
    file.write("times", times, length(times));
    file.write("first", first, length(first));
    file.write("checksum", checksum, length(checksum));
    file.write("examples", examples, shape);
  }

  std::vector<std::string> names;
  std::vector<std::int64_t> sizes, times, first, checksum;
  std::vector<float> examples;
  Shape shape;
};

TEST_F(DamagedCache, BoundariesBetweenFilesThatMoved) {
  Parts parts(shard);
  parts.first[1] = 1;
  parts.write(shard);
  expect_repair(2, "checksum");
}

TEST_F(DamagedCache, BoundariesThatMakeNoSense) {
  Parts parts(shard);
  parts.first = {0, 3, 2, 6};
  parts.write(shard);
  expect_repair(3, "told apart");
}

TEST_F(DamagedCache, ListsOfDifferentLength) {
  Parts parts(shard);
  parts.times.pop_back();
  parts.write(shard);
  expect_repair(3, "differ in length");
}

TEST_F(DamagedCache, ExamplesOfAnotherShape) {
  Parts parts(shard);
  const std::string expected = to_string(parts.shape);
  std::swap(parts.shape[1], parts.shape[2]);
  parts.write(shard);
  expect_repair(3, "examples are " + to_string(parts.shape) + ", not " + expected);
}

TEST_F(DamagedCache, AFileThatIsThereButCannotBeRead) {
  fs::remove(shard);
  fs::create_directory(shard);
  testing::internal::CaptureStderr();
  EXPECT_EQ(extract().examples.values, intact.examples.values);
  EXPECT_EQ(extract().misses, 3);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("computed again"));
}

TEST_F(DamagedCache, AFolderThatCannotBeWrittenCostsOneWarning) {
  add("fold2/d.wav", 1);
  write_file(scratch / "file", "not a folder");
  cache.folder = scratch / "file" / "cache";
  testing::internal::CaptureStderr();
  const Extraction extraction = extract();
  const std::string output = testing::internal::GetCapturedStderr();
  EXPECT_EQ(extraction.misses, 4);
  EXPECT_EQ(extraction.first.back(), 7);
  EXPECT_THAT(output, HasSubstr("features are computed again in each run"));
  const std::string word = "warning";
  EXPECT_EQ(std::count(output.begin(), output.end(), '\n'),
            output.find("clips") == std::string::npos ? 1 : 2)
      << output;
  EXPECT_EQ(output.find(word), output.rfind(word));
}

}  // namespace
}  // namespace timbre::cache
