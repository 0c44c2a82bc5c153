#include "timbre/cache/extract.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "cache/recordings.hpp"
#include "support/message.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/file.hpp"
#include "timbre/core/parallel.hpp"

namespace timbre::cache {
namespace {

using test::message_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class Extract : public testing::Test, public test::Recordings {
 protected:
  Extract() {
    add("fold1/a.wav", 2);
    add("fold2/b.wav", 3);
    add("fold1/too_short.wav", 0);
    add("fold1/c.wav", 1);
  }

  std::vector<float> examples_of(const Extraction& extraction, std::size_t file) const {
    const std::int64_t size = features::example_shape(options.features).size();
    const auto begin = extraction.examples.values.begin();
    return {begin + extraction.first[file] * size, begin + extraction.first[file + 1] * size};
  }
};

TEST_F(Extract, GivesTheExamplesOfEachFileInTheOrderOfTheRequest) {
  const Extraction extraction = extract();
  EXPECT_THAT(extraction.first, ElementsAre(0, 2, 5, 5, 6));
  const features::ExampleShape shape = features::example_shape(options.features);
  EXPECT_EQ(extraction.examples.shape, (Shape{6, shape.rows, shape.columns, shape.channels}));
  EXPECT_EQ(extraction.hits, 0);
  EXPECT_EQ(extraction.misses, 4);
  EXPECT_THAT(extraction.bad_files, SizeIs(0));
  for (std::size_t file = 0; file < files.size(); ++file) {
    EXPECT_EQ(examples_of(extraction, file),
              extract_file(*device, files[file].path, options).values)
        << files[file].name;
  }
}

TEST_F(Extract, TheSecondTimeComputesNothingAndGivesTheSameBits) {
  const Extraction computed = extract();
  EXPECT_THAT(shards(), SizeIs(2));
  const Extraction cached = extract();
  EXPECT_EQ(cached.hits, 4);
  EXPECT_EQ(cached.misses, 0);
  EXPECT_EQ(cached.first, computed.first);
  EXPECT_EQ(cached.examples.shape, computed.examples.shape);
  EXPECT_EQ(cached.examples.values, computed.examples.values);
  EXPECT_EQ(cached.seconds.decode, 0);
  EXPECT_EQ(cached.seconds.features, 0);
}

TEST_F(Extract, AnyOrderOfTheFilesGivesEachFileItsOwnExamples) {
  const Extraction before = extract();
  std::reverse(files.begin(), files.end());
  for (const Extraction& after : {extract(), extract_without_cache()}) {
    for (std::size_t file = 0; file < files.size(); ++file) {
      EXPECT_EQ(examples_of(after, file), examples_of(before, files.size() - 1 - file));
    }
  }
}

TEST_F(Extract, GivesTheSameBitsWithAnyNumberOfThreads) {
  const int threads = thread_count();
  const Extraction expected = extract_without_cache();
  for (const int other : {1, 2, 3}) {
    set_thread_count(other);
    EXPECT_EQ(extract_without_cache().examples.values, expected.examples.values);
  }
  set_thread_count(threads);
}

TEST_F(Extract, ResamplesToTheRateOfTheOptions) {
  add("fold1/double_rate.wav", 5, 44100);  // 12288 samples, half of them at 22,050 Hz: 2 segments
  const Extraction extraction = extract();
  EXPECT_EQ(extraction.first[5] - extraction.first[4], 2);
  EXPECT_GT(extraction.seconds.resample, 0);
}

TEST_F(Extract, FilesOfSeveralRatesEachGetTheirOwnSamples) {
  add("fold1/double_rate.wav", 5, 44100);
  add("fold1/other_rate.wav", 6, 48000);
  const Extraction together = extract();
  for (std::size_t file = 0; file < files.size(); ++file) {
    EXPECT_EQ(examples_of(together, file), extract_file(*device, files[file].path, options).values)
        << files[file].name;
  }
}

TEST_F(Extract, ARateThatCannotBeResampledMakesABadFile) {
  options.resample.rate = 1000;
  add("fold1/fast.wav", 2, 300000);
  const Extraction extraction = extract();
  ASSERT_THAT(extraction.bad_files, SizeIs(1));
  EXPECT_EQ(extraction.bad_files[0].name, "fold1/fast.wav");
  EXPECT_THAT(extraction.bad_files[0].reason, HasSubstr("from 300000 to 1000 Hz"));
}

TEST_F(Extract, AChangedFileIsComputedAgainAndTheOthersAreNot) {
  extract();
  write("fold1/a.wav", 2);
  const Extraction extraction = extract();
  EXPECT_EQ(extraction.misses, 1);
  EXPECT_EQ(extraction.hits, 3);
  EXPECT_EQ(extraction.examples.values, extract_without_cache().examples.values);
  EXPECT_EQ(extract().misses, 0);
}

TEST_F(Extract, AFileOfTheSameSizeAndAnotherTimeIsAnotherFile) {
  extract();
  std::filesystem::last_write_time(
      files[0].path, std::filesystem::last_write_time(files[0].path) + std::chrono::nanoseconds(1));
  EXPECT_EQ(extract().misses, 1);
}

TEST_F(Extract, AChangedOptionComputesEverythingAndLeavesTheOldExamples) {
  extract();
  options.features.segment.hop = 1024;
  EXPECT_EQ(extract().misses, 4);
  EXPECT_EQ(extract().hits, 4);
  options.features.segment.hop = 2048;
  EXPECT_EQ(extract().hits, 4);
  EXPECT_THAT(shards(), SizeIs(4));
}

TEST_F(Extract, ARequestOfSomeFilesKeepsTheOthersInTheCache) {
  extract();
  const std::vector<AudioFile> all = files;
  files = {all[0]};
  write("fold1/a.wav", 4);
  EXPECT_EQ(extract().misses, 1);
  files = all;
  EXPECT_EQ(extract().hits, 4);
}

TEST_F(Extract, DropsWhatBelongsToFilesThatAreGoneOrChanged) {
  extract();
  const auto before =
      std::filesystem::file_size(shards().front()) + std::filesystem::file_size(shards().back());
  std::filesystem::remove(files[3].path);
  files.pop_back();
  write("fold1/a.wav", 1);
  extract();
  EXPECT_LT(
      std::filesystem::file_size(shards().front()) + std::filesystem::file_size(shards().back()),
      before);
}

TEST_F(Extract, WithoutTheCacheNothingIsReadOrWritten) {
  extract_without_cache();
  EXPECT_THAT(shards(), SizeIs(0));
  extract();
  EXPECT_EQ(extract_without_cache().hits, 0);
}

TEST_F(Extract, NothingAskedForIsNothingGiven) {
  files.clear();
  const Extraction extraction = extract();
  EXPECT_THAT(extraction.first, ElementsAre(0));
  EXPECT_EQ(extraction.examples.shape.front(), 0);
}

TEST_F(Extract, TheSameFileTwiceIsGivenTwice) {
  files = {files[0], files[0]};
  for (int time = 0; time < 2; ++time) {
    const Extraction extraction = extract();
    EXPECT_THAT(extraction.first, ElementsAre(0, 2, 4));
    EXPECT_EQ(examples_of(extraction, 0), examples_of(extraction, 1));
  }
}

TEST_F(Extract, SkipsBadFilesAndListsThemWithTheReason) {
  write_file(scratch / "audio" / "fold1" / "noise.wav", "this is not a recording");
  files.insert(files.begin(), {scratch / "audio" / "fold1" / "noise.wav", "fold1/noise.wav"});
  files.push_back({scratch / "audio" / "fold3" / "missing.wav", "fold3/missing.wav"});
  const Extraction extraction = extract(OnBadFile::skip);
  EXPECT_THAT(extraction.first, ElementsAre(0, 0, 2, 5, 5, 6, 6));
  EXPECT_EQ(extraction.misses, 6);
  ASSERT_THAT(extraction.bad_files, SizeIs(2));
  EXPECT_EQ(extraction.bad_files[0].name, "fold1/noise.wav");
  EXPECT_THAT(extraction.bad_files[0].reason, HasSubstr("noise.wav"));
  EXPECT_EQ(extraction.bad_files[1].name, "fold3/missing.wav");
  EXPECT_EQ(extract().hits, 4);
  EXPECT_THAT(extract().bad_files, SizeIs(2));
}

TEST_F(Extract, StopsAtABadFileWhenAskedToAndKeepsWhatWasComputed) {
  write_file(scratch / "audio" / "fold2" / "noise.wav", "this is not a recording");
  files.push_back({scratch / "audio" / "fold2" / "noise.wav", "fold2/noise.wav"});
  EXPECT_THAT(message_of([&] { extract(OnBadFile::fail); }), HasSubstr("noise.wav"));
  files.pop_back();
  EXPECT_EQ(extract(OnBadFile::fail).hits, 4);
}

TEST_F(Extract, ManyFilesPassInBatches) {
  files.clear();
  for (int file = 0; file < 150; ++file) {
    add("many/" + std::to_string(file) + ".wav", file % 3);
  }
  const Extraction extraction = extract();
  EXPECT_EQ(extraction.misses, 150);
  EXPECT_EQ(extraction.first.back(), 150);
  EXPECT_EQ(examples_of(extraction, 131), extract_file(*device, files[131].path, options).values);
  EXPECT_EQ(extract().examples.values, extraction.examples.values);
}

TEST_F(Extract, SaysWhyASingleFileCannotBeRead) {
  EXPECT_THAT(message_of([&] { extract_file(*device, scratch / "missing.wav", options); }),
              HasSubstr("missing.wav"));
}

}  // namespace
}  // namespace timbre::cache
