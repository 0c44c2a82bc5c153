#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "dataset/synthesis/synthesis.hpp"
#include "support/scratch.hpp"
#include "timbre/core/file.hpp"
#include "timbre/core/hash.hpp"
#include "timbre/core/parallel.hpp"
#include "timbre/dataset/collection.hpp"
#include "timbre/decode/decode.hpp"

namespace timbre::dataset {
namespace {

constexpr MiniatureOptions small = {.clips = 1, .seconds = 1.0, .seed = 1};
constexpr MiniatureOptions two_clips = {.clips = 2, .seconds = 1.0, .seed = 1};

std::map<std::string, std::string> contents(const Collection& collection) {
  std::map<std::string, std::string> hashes;
  for (const Clip& clip : collection.clips) hashes[clip.name] = sha256(read_file(clip.path));
  return hashes;
}

class Miniature : public testing::Test {
 protected:
  Collection written(const std::string& name, const MiniatureOptions& options = small) {
    write_miniature(scratch / name, {.miniature = options});
    return open_urbansound8k(scratch / name, true);
  }
  test::Scratch scratch;
};

TEST_F(Miniature, HasTheLayoutOfUrbanSound8k) {
  const Collection collection = written("mini", two_clips);
  EXPECT_EQ(collection.clips.size(), 200u);
  EXPECT_THAT(collection.folds, testing::ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
  std::map<std::pair<int, int>, int> clips;
  for (const Clip& clip : collection.clips) {
    ++clips[{clip.fold, clip.label}];
    EXPECT_THAT(
        clip.path.filename().string(),
        testing::MatchesRegex(clip.source + "-" + std::to_string(clip.label) + "-0-[0-9]+\\.wav"));
  }
  EXPECT_EQ(clips.size(), 100u);
  for (const auto& [where, count] : clips) EXPECT_EQ(count, 2);
}

TEST_F(Miniature, KeepsEachSourceInOneFoldAndOneClass) {
  std::map<std::string, std::set<std::pair<int, int>>> places;
  for (const Clip& clip : written("mini", {.clips = 3, .seconds = 1.0, .seed = 1}).clips) {
    places[clip.source].insert({clip.fold, clip.label});
  }
  EXPECT_EQ(places.size(), 200u);
  for (const auto& [source, where] : places) EXPECT_EQ(where.size(), 1u) << source;
}

TEST_F(Miniature, ClipsAreMonoAt22050HzAndAFewAreShorterThanASegment) {
  int short_clips = 0;
  for (const Clip& clip : written("mini", two_clips).clips) {
    const decode::AudioInfo info = decode::audio_info(clip.path);
    EXPECT_EQ(info.rate, 22050);
    EXPECT_EQ(info.channels, 1);
    if (info.frames == 22050) continue;
    EXPECT_LT(info.frames, 20480);
    ++short_clips;
  }
  EXPECT_EQ(short_clips, 2);
}

TEST_F(Miniature, IsTheSameToTheBitForTheSameOptionsAndAnyNumberOfThreads) {
  const int threads = thread_count();
  const auto first = contents(written("first"));
  set_thread_count(1);
  const auto second = contents(written("second"));
  set_thread_count(threads);
  EXPECT_EQ(first, second);
  EXPECT_EQ(read_file(scratch / "first" / "metadata" / "UrbanSound8K.csv"),
            read_file(scratch / "second" / "metadata" / "UrbanSound8K.csv"));
}

TEST_F(Miniature, HasOtherSoundsForAnotherSeedAndInEachFile) {
  const auto first = contents(written("first"));
  const auto second = contents(written("second", {.clips = 1, .seconds = 1.0, .seed = 2}));
  std::set<std::string> distinct;
  for (const auto& [name, hash] : first) {
    distinct.insert(hash);
    EXPECT_NE(second.at(name), hash) << name;
  }
  EXPECT_EQ(distinct.size(), first.size());
}

TEST_F(Miniature, LeavesWhatIsThereAndNothingUnfinished) {
  const Collection collection = written("mini");
  write_file(collection.clips[0].path, "changed");
  write_miniature(scratch / "mini", {.miniature = small});
  EXPECT_EQ(read_file(collection.clips[0].path), "changed");
  const std::filesystem::directory_iterator entries(scratch.folder());
  EXPECT_EQ(std::distance(begin(entries), end(entries)), 1);
}

// Synthesis in double leaves a wide margin before the rounding to 16 bits, so that the samples do
// not depend on the last digits of a machine's sine.
TEST(Synthesis, GivesTheSamplesThatItGaveWhenMiniatureVersionWasSet) {
  std::string samples;
  for (int class_id = 0; class_id < 10; ++class_id) {
    for (const float sample : synthesis::synthesise(
             {.class_id = class_id, .seed = 1, .source = 900000, .clip = 0, .seconds = 0.5})) {
      const auto coarse = static_cast<std::int16_t>(std::lround(sample * 32768.0f));
      samples.append(reinterpret_cast<const char*>(&coarse), sizeof coarse);
    }
  }
  EXPECT_EQ(sha256(samples), "a94b45be284b119266ed0f929074a441bfdb3cda0573ef13cf76b7ec2ece3bcd");
}

TEST(Synthesis, FillsTheScaleWithoutLeavingIt) {
  for (int class_id = 0; class_id < 10; ++class_id) {
    for (std::uint64_t source = 0; source < 10; ++source) {
      const std::vector<float> samples = synthesis::synthesise(
          {.class_id = class_id, .seed = 7, .source = source, .clip = 1, .seconds = 1.0});
      ASSERT_EQ(samples.size(), 22050u);
      float peak = 0;
      for (const float sample : samples) {
        ASSERT_TRUE(std::isfinite(sample));
        peak = std::max(peak, std::abs(sample));
      }
      EXPECT_LE(peak, 0.95f) << class_id;
      EXPECT_GT(peak, 0.03f) << class_id;
    }
  }
}

}  // namespace
}  // namespace timbre::dataset
