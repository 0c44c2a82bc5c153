// What holds for examples of the device whatever their values are.
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

#include "cuda/features/plan_rig.hpp"
#include "support/message.hpp"
#include "support/tolerance.hpp"

namespace timbre::test {
namespace {

using namespace features;

class FeaturePropertiesTest : public EveryDevice {};
TIMBRE_ON_EVERY_DEVICE(FeaturePropertiesTest);

// Nine frames, five of which the next segment has too.
FeatureOptions small_options() {
  return {.segment = {1024, 256},
          .stft = {.n_fft = 256, .hop = 128},
          .mel = {.bands = 12},
          .delta = {.width = 3}};
}

TEST_P(FeaturePropertiesTest, ABatchIsALoopOfSinglesInAnyOrder) {
  const auto plan = features::plan(device(), small_options(), 16000);
  const std::vector<std::int64_t> lengths = {3000, 10, 1024, 0, 1023, 2049, 7000};
  const ClipBatch batch = noise_clips(lengths);
  std::vector<float> singles;
  for (const ClipWindow& clip : batch.clips) {
    const auto examples = device_examples(device(), *plan, batch.samples, {&clip, 1});
    singles.insert(singles.end(), examples.begin(), examples.end());
  }
  EXPECT_EQ(device_examples(device(), *plan, batch), singles);

  std::vector<ClipWindow> turned(batch.clips.rbegin(), batch.clips.rend());
  const auto examples = device_examples(device(), *plan, batch.samples, turned);
  std::size_t place = examples.size();
  std::vector<float> in_order;
  for (const std::int64_t count : plan->count(batch.clips)) {
    const auto size = static_cast<std::size_t>(count * plan->shape().size());
    place -= size;
    in_order.insert(in_order.end(), examples.begin() + static_cast<std::ptrdiff_t>(place),
                    examples.begin() + static_cast<std::ptrdiff_t>(place + size));
  }
  EXPECT_EQ(in_order, singles);
}

// Wide accesses begin at another sample for each.
TEST_P(FeaturePropertiesTest, TheOffsetOfAClipDoesNotMatter) {
  const auto plan = features::plan(device(), small_options(), 16000);
  const std::vector<float> clip = noise(2000, 3, 0.3);
  std::vector<float> samples;
  std::vector<ClipWindow> clips;
  for (std::int64_t offset = 0; offset < 9; ++offset) {
    samples.resize(2016 * clips.size() + offset, NAN);
    clips.push_back({std::ssize(samples), std::ssize(clip)});
    samples.insert(samples.end(), clip.begin(), clip.end());
  }
  const auto examples = device_examples(device(), *plan, samples, clips);
  const auto size = static_cast<std::ptrdiff_t>(examples.size() / clips.size());
  for (std::ptrdiff_t copy = 1; copy < std::ssize(clips); ++copy) {
    EXPECT_TRUE(
        std::equal(examples.begin(), examples.begin() + size, examples.begin() + copy * size))
        << "offset " << copy;
  }
}

// More than one launch takes, with segments that several blocks share.
TEST_P(FeaturePropertiesTest, TakesManyClips) {
  FeatureOptions options = small_options();
  options.segment = {257, 64};
  options.mel.bands = 3;
  const auto plan = features::plan(device(), options, 16000);
  const auto cpu_plan = features::plan(cpu_with_plans(), options, 16000);
  std::vector<std::int64_t> lengths;
  for (std::int64_t clip = 0; clip < 300; ++clip) lengths.push_back(200 + 7 * clip % 400);
  const ClipBatch batch = noise_clips(lengths);
  const auto examples = device_examples(device(), *plan, batch);
  // Levels of noise are within 100 dB; both results lie within 1e-4 dB of the exact ones.
  expect_close(examples, examples_of(*cpu_plan, batch),
               {.absolute = 2e-4, .relative = 0.0, .reason = "rounding of both"});
}

TEST_P(FeaturePropertiesTest, AFewOrNoExamplesAreNoSpecialCase) {
  const auto plan = features::plan(device(), small_options(), 16000);
  EXPECT_TRUE(device_examples(device(), *plan, noise_clips({})).empty());
  const std::vector<std::int64_t> lengths = {1023, 0, 5};
  EXPECT_TRUE(device_examples(device(), *plan, noise_clips(lengths)).empty());
}

TEST_P(FeaturePropertiesTest, SilenceIsTheFloor) {
  const auto plan = features::plan(device(), small_options(), 16000);
  ClipBatch batch;
  batch.add(std::vector<float>(1024, 0.0f));
  const auto examples = device_examples(device(), *plan, batch);
  for (std::size_t index = 0; index < examples.size(); index += 2) {
    EXPECT_FLOAT_EQ(examples[index], -100.0f);
    EXPECT_EQ(examples[index + 1], 0.0f);
  }
}

// A single frame is loud, and nearly all others lie below its floor: each thread of a block looks
// at several frames for it. Rows of one band have no gaps between them, those of two have.
TEST_P(FeaturePropertiesTest, OneLoudFrameSetsTheFloorWhereverItLies) {
  for (const int bands : {1, 2}) {
    FeatureOptions options = small_options();
    constexpr int frames = 600;
    options.segment = {frames * options.stft.hop, frames * options.stft.hop};
    options.stft.pad = PadMode::none;
    options.mel.bands = bands;
    options.delta = {.kind = DeltaKind::none};
    options.decibel.range = 20.0;
    ClipBatch batch;
    for (const int frame : {0, 31, 32, 128, 256, 257, 512, 513, 598}) {
      std::vector<float> clip = noise(static_cast<std::size_t>(options.segment.length), 4, 1e-3);
      clip[static_cast<std::size_t>((frame * options.stft.hop) + 128)] = 1.0f;
      batch.add(clip);
    }
    const auto plan = features::plan(device(), options, 16000);
    const auto cpu_plan = features::plan(cpu_with_plans(), options, 16000);
    expect_close(device_examples(device(), *plan, batch), examples_of(*cpu_plan, batch),
                 {.absolute = 2e-4, .relative = 0.0, .reason = "rounding of both"});
  }
}

// A row of slopes that no shared memory holds.
TEST_P(FeaturePropertiesTest, RefusesWhatItsSharedMemoryCannotHold) {
  FeatureOptions options = small_options();
  options.segment = {60'000 * 128, 60'000 * 128};
  const std::string message = message_of([&] { features::plan(device(), options, 22050); });
  EXPECT_THAT(message, testing::HasSubstr("12 bands and 60001 columns"));
  EXPECT_THAT(message, testing::HasSubstr("use --device cpu"));
}

}  // namespace
}  // namespace timbre::test
