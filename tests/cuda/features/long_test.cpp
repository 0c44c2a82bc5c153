// Examples that one block's shared memory cannot hold, beside the reference and the CPU.
#include <algorithm>

#include "cuda/features/plan_rig.hpp"
#include "features/option_sets.hpp"
#include "features/reference.hpp"
#include "support/tolerance.hpp"

namespace timbre::test {
namespace {

using namespace features;

class LongExamplesTest : public EveryDevice {};
TIMBRE_ON_EVERY_DEVICE(LongExamplesTest);

// 450 columns of 128 bands are 232 kB of levels.
FeatureOptions small_transforms() {
  return {.segment = {57'600, 20'000},
          .stft = {.n_fft = 256, .hop = 128},
          .mel = {.bands = 128, .low = 200.0},
          .delta = {.kind = DeltaKind::none}};
}

// What follows the pieces: the floor, slopes with either edge in either order, or nothing. Pieces
// of 513 bins have fewer columns. The second example of 451 x 127 levels is not aligned.
std::vector<OptionSet> long_sets() {
  std::vector<OptionSet> sets;
  sets.push_back({"floor", small_transforms()});
  FeatureOptions odd = small_transforms();
  odd.mel.bands = 127;
  sets.push_back({"odd_floor", odd});
  FeatureOptions slopes = small_transforms();
  slopes.delta = {.kind = DeltaKind::filter, .width = 9};
  sets.push_back({"slopes", slopes});
  slopes.delta = {.kind = DeltaKind::savitzky_golay, .width = 5};
  slopes.layout = Layout::scrambled;
  slopes.stft.pad = PadMode::none;
  sets.push_back({"slopes_scrambled", slopes});
  sets.push_back({"log_spectrum",
                  {.segment = {60'000, 60'000},
                   .stft = {.n_fft = 1024,
                            .hop = 350,
                            .pad = PadMode::none,
                            .frame = 1300,
                            .full_scale = 32768,
                            .spectrum = Spectrum::magnitude},
                   .bands = Bands::linear,
                   .logarithm = Logarithm::natural,
                   .natural = {.floor = 1e-6},
                   .delta = {.kind = DeltaKind::none}}});
  return sets;
}

// A loud start, and then what lies below its floor.
std::vector<float> clip_of(std::size_t count, int sample_rate) {
  return tone_burst({.count = count,
                     .burst = count / 3,
                     .frequency = 0.11 * sample_rate,
                     .sample_rate = 1.0 * sample_rate,
                     .amplitude = 0.5,
                     .background = 1e-5,
                     .seed = 9});
}

TEST_P(LongExamplesTest, AreThoseOfTheReference) {
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
TEST_P(LongExamplesTest, TheLoudestOfManyPiecesSetsTheFloor) {
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

TEST_P(LongExamplesTest, SamplesOf16BitsGiveTheBitsOfTheirFloats) {
  const auto plan = features::plan(device(), small_transforms(), 22050);
  const std::vector<std::int16_t> samples = in_sixteen_bits(noise(57'611, 5, 0.3));
  const std::vector<ClipWindow> clip = {{11, 57'600}};
  EXPECT_EQ(device_examples(device(), *plan, samples, clip),
            device_examples(device(), *plan, in_floats(samples), clip));
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

TEST_P(LongExamplesTest, FiveSecondsAreThoseOfTheCpu) {
  expect_those_of_the_cpu(device(), 5, 22050, {.n_fft = 2048, .hop = 256});
}

TEST_P(LongExamplesTest, TenSecondsAreThoseOfTheCpu) {
  expect_those_of_the_cpu(device(), 10, 44100, {.n_fft = 2048, .hop = 1024});
}

TEST_P(LongExamplesTest, ThirtySecondsAreThoseOfTheCpu) {
  expect_those_of_the_cpu(device(), 30, 44100, {.n_fft = 2048, .hop = 1024});
}

}  // namespace
}  // namespace timbre::test
