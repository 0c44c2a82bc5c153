// Examples that one block's shared memory cannot hold, beside the reference and the CPU: all sets
// of options and several clips, which take too long under the thread sanitizer.
#include <algorithm>

#include "cuda/features/long_sets.hpp"
#include "cuda/features/plan_rig.hpp"
#include "features/reference.hpp"
#include "support/tolerance.hpp"

namespace timbre::test {
namespace {

using namespace features;

class LongParityTest : public EveryDevice {};
TIMBRE_ON_EVERY_DEVICE(LongParityTest);

TEST_P(LongParityTest, AreThoseOfTheReference) {
  for (const OptionSet& set : long_sets()) {
    SCOPED_TRACE(set.name);
    const auto length = static_cast<std::size_t>(set.options.segment.length);
    ClipBatch batch;
    batch.add(clip_of(length + set.options.segment.hop + 5, set.sample_rate));
    batch.add(noise(length - 1, 2, 0.3));
    batch.add(noise(length, 3, 0.001));  // another peak, and blocks behind those of the first clip
    std::vector<float> late_peak = clip_of(length, set.sample_rate);
    std::reverse(late_peak.begin(), late_peak.end());
    batch.add(late_peak);
    const auto plan = features::plan(device(), set.options, set.sample_rate);
    expect_within(device_examples(device(), *plan, batch),
                  reference_examples(set.options, set.sample_rate, batch.samples, batch.clips));
  }
}

// A piece has at most 128 columns: a warp looks at the peaks of the first 32, and then at that of
// the last, which is the loudest.
TEST_P(LongParityTest, TheLoudestOfManyPiecesSetsTheFloor) {
  constexpr std::int64_t hop = 64, columns = 33 * 128, length = (columns - 1) * hop;
  FeatureOptions options = small_transforms();
  options.segment = {length, length};
  options.stft.hop = hop;
  ASSERT_EQ(example_shape(options).columns, columns);
  std::vector<float> clip = noise(length, 4, 1e-4);
  for (std::int64_t sample = length - 100 * hop; sample < length; ++sample) clip[sample] *= 1e4f;
  ClipBatch batch;
  batch.add(clip);
  const auto plan = features::plan(device(), options, 22050);
  expect_within(device_examples(device(), *plan, batch),
                reference_examples(options, 22050, batch.samples, batch.clips));
}

// Bands of at least two bins: levels of noise are within 60 dB of a frame's, and both results lie
// within 1e-4 dB of the exact ones.
void expect_those_of_the_cpu(Device& device, int seconds, int rate, const StftOptions& stft) {
  const FeatureOptions options{.segment = {seconds * rate, seconds * rate},
                               .stft = stft,
                               .mel = {.bands = 128},
                               .delta = {.kind = DeltaKind::none}};
  const std::vector<std::int64_t> lengths = {options.segment.length};
  const ClipBatch batch = noise_clips(lengths);
  const auto plan = features::plan(device, options, rate);
  const auto cpu_plan = features::plan(cpu_with_plans(), options, rate);
  expect_close(device_examples(device, *plan, batch), examples_of(*cpu_plan, batch),
               {.absolute = 2e-4, .relative = 0.0, .reason = "rounding of both"});
}

TEST_P(LongParityTest, FiveSecondsAreThoseOfTheCpu) {
  expect_those_of_the_cpu(device(), 5, 22050, {.n_fft = 2048, .hop = 256});
}

TEST_P(LongParityTest, TenSecondsAreThoseOfTheCpu) {
  expect_those_of_the_cpu(device(), 10, 44100, {.n_fft = 2048, .hop = 1024});
}

TEST_P(LongParityTest, ThirtySecondsAreThoseOfTheCpu) {
  expect_those_of_the_cpu(device(), 30, 44100, {.n_fft = 2048, .hop = 1024});
}

}  // namespace
}  // namespace timbre::test
