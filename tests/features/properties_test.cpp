// What must hold for any options, clips and threads: the values, and that nothing but a clip's own
// samples decides on the bits of its examples.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "features/option_sets.hpp"
#include "features/plan_fixture.hpp"
#include "features/reference.hpp"
#include "features/simd_targets.hpp"
#include "timbre/core/parallel.hpp"

namespace timbre::features {
namespace {

class Features : public testing::TestWithParam<test::OptionSet> {
 protected:
  const FeatureOptions& options() const { return GetParam().options; }
  std::unique_ptr<FeaturePlan> make_plan() const {
    return plan(test::cpu_with_plans(), options(), GetParam().sample_rate);
  }
  // Around the lengths where the number of examples changes, and the shortest ones.
  std::vector<std::int64_t> hostile_lengths() const {
    std::vector<std::int64_t> lengths = {0, 1, 2, 3, 4, 5, 6, 7, 8};
    const std::int64_t length = options().segment.length, hop = options().segment.hop;
    for (const std::int64_t full : {length, length + hop, length + 2 * hop}) {
      for (const std::int64_t more : {-1, 0, 1})
        lengths.push_back(std::max<std::int64_t>(0, full + more));
    }
    lengths.push_back(length + 5 * hop + hop / 3);
    return lengths;
  }
};
INSTANTIATE_TEST_SUITE_P(Options, Features, testing::ValuesIn(test::option_sets()),
                         testing::PrintToStringParamName());
INSTANTIATE_TEST_SUITE_P(OtherLengths, Features, testing::ValuesIn(test::other_lengths()),
                         testing::PrintToStringParamName());
INSTANTIATE_TEST_SUITE_P(CpuOptions, Features, testing::Values(test::magnitudes_in_mel_bands()),
                         testing::PrintToStringParamName());

TEST_P(Features, OfNoiseAreThoseOfTheReference) {
  const auto plan = make_plan();
  const test::ClipBatch batch = test::noise_clips(hostile_lengths());
  const auto expected =
      test::reference_examples(options(), GetParam().sample_rate, batch.samples, batch.clips);
  test::for_each_simd_target(
      [&] { test::expect_within(test::examples_of(*plan, batch), expected); });
}

TEST_P(Features, OfExtremeSignalsAreThoseOfTheReference) {
  const std::size_t length = options().segment.length + options().segment.hop;
  test::ClipBatch batch;
  batch.add(std::vector<float>(length));        // digital silence
  batch.add(std::vector<float>(length, 1.0f));  // full scale, constant
  std::vector<float> square(length), click(length);
  for (std::size_t index = 0; index < length; ++index)
    square[index] = index / 50 % 2 ? 1.0f : -1.0f;
  click[length / 3] = 1.0f;
  batch.add(square);
  batch.add(click);
  batch.add(test::tone_burst({.count = length,
                              .burst = length / 2,
                              .frequency = 1000.0,
                              .sample_rate = 22050.0,
                              .amplitude = 0.5,
                              .background = 1e-5,
                              .seed = 2}));
  const auto plan = make_plan();
  const auto expected =
      test::reference_examples(options(), GetParam().sample_rate, batch.samples, batch.clips);
  test::expect_within(test::examples_of(*plan, batch), expected);
}

TEST_P(Features, OfABatchAreThoseOfItsClipsAlone) {
  const auto plan = make_plan();
  const test::ClipBatch batch = test::noise_clips(hostile_lengths());
  std::vector<float> singles;
  for (const ClipWindow& clip : batch.clips) {
    const auto single = test::examples_of(*plan, batch.samples, {&clip, 1});
    singles.insert(singles.end(), single.begin(), single.end());
  }
  EXPECT_EQ(test::examples_of(*plan, batch), singles);
}

TEST_P(Features, FollowTheirClipsInAnyOrder) {
  const auto plan = make_plan();
  test::ClipBatch batch = test::noise_clips(hostile_lengths());
  const auto forward = test::examples_of(*plan, batch);
  const auto counts = plan->count(batch.clips);
  std::reverse(batch.clips.begin(), batch.clips.end());
  const auto backward = test::examples_of(*plan, batch);
  ASSERT_EQ(forward.size(), backward.size());
  const std::int64_t size = plan->shape().size();
  std::int64_t from_start = 0, from_end = std::ssize(backward);
  for (const std::int64_t count : counts) {
    from_end -= count * size;
    EXPECT_TRUE(std::equal(forward.begin() + from_start,
                           forward.begin() + from_start + count * size,
                           backward.begin() + from_end));
    from_start += count * size;
  }
}

// Also: a segment amid others, which shares frames with them, has the bits of the segment alone.
TEST_P(Features, OfASegmentAreThoseOfItsSamplesAlone) {
  const auto plan = make_plan();
  const std::int64_t length = options().segment.length + 7 * options().segment.hop;
  const test::ClipBatch whole = test::noise_clips({&length, 1});
  std::vector<ClipWindow> segments;
  for (std::int64_t start = 0; start + options().segment.length <= length;
       start += options().segment.hop) {
    segments.push_back({start, options().segment.length});
  }
  EXPECT_EQ(test::examples_of(*plan, whole), test::examples_of(*plan, whole.samples, segments));
}

TEST_P(Features, OfAPrefixAreAPrefixOfTheFeatures) {
  const auto plan = make_plan();
  const std::int64_t length = options().segment.length + 4 * options().segment.hop;
  const test::ClipBatch whole = test::noise_clips({&length, 1});
  const auto all = test::examples_of(*plan, whole);
  for (const std::int64_t shorter :
       {length - 1, length - options().segment.hop, std::int64_t{options().segment.length}}) {
    const ClipWindow prefix{0, shorter};
    const auto some = test::examples_of(*plan, whole.samples, {&prefix, 1});
    ASSERT_LE(some.size(), all.size());
    EXPECT_TRUE(std::equal(some.begin(), some.end(), all.begin()));
  }
}

TEST_P(Features, HaveTheSameBitsOnAnyNumberOfThreads) {
  const int before = thread_count();
  const test::ClipBatch batch = test::noise_clips(hostile_lengths());
  set_thread_count(1);
  const auto plan = make_plan();
  const auto one = test::examples_of(*plan, batch);
  for (const int threads : {2, 3}) {
    set_thread_count(threads);  // the plan was made for fewer
    EXPECT_EQ(test::examples_of(*plan, batch), one) << threads;
    EXPECT_EQ(test::examples_of(*make_plan(), batch), one) << threads;
  }
  set_thread_count(before);
}

TEST_P(Features, OverwriteAllOfTheExamplesAndNothingElse) {
  const auto plan = make_plan();
  const test::ClipBatch batch = test::noise_clips(hostile_lengths());
  const std::vector<float> samples = batch.samples;
  constexpr std::int64_t guard = 64;
  std::int64_t size = 0;
  for (const std::int64_t count : plan->count(batch.clips)) size += count * plan->shape().size();
  std::vector<float> examples = test::poisoned(guard + size + guard);
  plan->run(samples.data(), std::ssize(samples), batch.clips, examples.data() + guard);
  for (std::int64_t index = 0; index < std::ssize(examples); ++index) {
    ASSERT_EQ(std::isnan(examples[index]), index < guard || index >= guard + size) << index;
  }
  EXPECT_EQ(samples, batch.samples);
}

TEST_P(Features, AreTheSameFromWithinAParallelLoop) {
  const auto plan = make_plan();
  const test::ClipBatch batch = test::noise_clips(hostile_lengths());
  const auto expected = test::examples_of(*plan, batch);
  std::vector<std::vector<float>> results(6);
  parallel_for(std::ssize(results),
               [&](std::int64_t index) { results[index] = test::examples_of(*plan, batch); });
  for (const auto& result : results) EXPECT_EQ(result, expected);
}

}  // namespace
}  // namespace timbre::features
