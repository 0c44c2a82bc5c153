// The device's examples beside the CPU's and a plain reference in double.
#include <string>

#include "cuda/features/plan_rig.hpp"
#include "features/option_sets.hpp"
#include "features/reference.hpp"

namespace timbre::test {
namespace {

using namespace features;

// Two frames of every length with each window and padding, in small examples.
std::vector<OptionSet> transforms() {
  std::vector<OptionSet> sets;
  for (const int n_fft : {256, 512, 1024, 2048, 4096}) {
    for (const WindowKind window : {WindowKind::hann_periodic, WindowKind::hann_symmetric}) {
      const bool periodic = window == WindowKind::hann_periodic;
      sets.push_back({"n_fft_" + std::to_string(n_fft) + (periodic ? "_periodic" : "_symmetric"),
                      {.segment = {5 * n_fft / 4 + 1, n_fft / 2 + 3},
                       .stft = {.n_fft = n_fft,
                                .hop = n_fft / 4 + (periodic ? 0 : 1),
                                .window = window,
                                .pad = periodic ? PadMode::none : PadMode::constant},
                       .mel = {.bands = 33},
                       .delta = {.kind = DeltaKind::none}}});
    }
  }
  return sets;
}

std::vector<OptionSet> every_set() {
  std::vector<OptionSet> sets = option_sets();
  sets.push_back(magnitudes_in_mel_bands());
  for (OptionSet& set : transforms()) sets.push_back(std::move(set));
  sets.push_back(other_lengths().front());
  sets.push_back({"plain_log_mel",
                  {.segment = {22050, 22050},
                   .stft = {.n_fft = 1024, .hop = 512},
                   .mel = {.bands = 64, .scale = MelScale::htk, .norm = MelNorm::none},
                   .delta = {.kind = DeltaKind::none}}});
  // 6 of 7 inner frames stay from one segment to the next, in either layout.
  for (const Layout layout : {Layout::bands_by_frames, Layout::scrambled}) {
    sets.push_back(
        {layout == Layout::scrambled ? "most_frames_shared_scrambled" : "most_frames_shared",
         {.segment = {1024, 128},
          .stft = {.n_fft = 256, .hop = 128},
          .mel = {.bands = 8},
          .layout = layout}});
  }
  sets.push_back({"shared_from_the_first_frame_on",
                  {.segment = {2048, 512},
                   .stft = {.n_fft = 512, .hop = 256, .pad = PadMode::none},
                   .mel = {.bands = 12},
                   .delta = {.kind = DeltaKind::filter, .width = 3}}});
  // 44 frames, of which a block takes 16 at a time: the second round has a full tile, too.
  sets.push_back({"frames_apart",
                  {.segment = {13'001, 5'000},
                   .stft = {.n_fft = 256, .hop = 300, .pad = PadMode::edge},
                   .mel = {.bands = 10}}});
  return sets;
}

class FeatureParityTest : public EveryDevice {};
TIMBRE_ON_EVERY_DEVICE(FeatureParityTest);

// Clips of several segments, of one, of none, and silence, at offsets of every remainder.
ClipBatch ragged_clips(const OptionSet& set) {
  const SegmentOptions& segment = set.options.segment;
  const std::int64_t length = segment.length, hop = segment.hop;
  const std::vector<std::int64_t> lengths = {length + 5 * hop + 1, length - 1, length, 0, 7};
  ClipBatch batch = noise_clips(lengths);
  batch.add(std::vector<float>(length, 0.0f));
  batch.add(tone_burst({.count = static_cast<std::size_t>(length + hop),
                        .burst = static_cast<std::size_t>(length / 2),
                        .frequency = 0.11 * set.sample_rate,
                        .sample_rate = 1.0 * set.sample_rate,
                        .amplitude = 0.5,
                        .background = 1e-4,
                        .seed = 9}));
  return batch;
}

TEST_P(FeatureParityTest, ExamplesAreThoseOfTheReferenceAndOfTheCpu) {
  for (const OptionSet& set : every_set()) {
    SCOPED_TRACE(set.name);
    const ClipBatch batch = ragged_clips(set);
    const auto plan = features::plan(device(), set.options, set.sample_rate);
    const auto reference =
        reference_examples(set.options, set.sample_rate, batch.samples, batch.clips);
    const std::vector<float> examples = device_examples(device(), *plan, batch);
    expect_within(examples, reference);
    const auto cpu_plan = features::plan(cpu_with_plans(), set.options, set.sample_rate);
    expect_within(examples, beside(examples_of(*cpu_plan, batch), reference));
  }
}

TEST_P(FeatureParityTest, SamplesOf16BitsGiveTheBitsOfTheirFloats) {
  for (const OptionSet& set : every_set()) {
    SCOPED_TRACE(set.name);
    ClipBatch batch = ragged_clips(set);
    const std::vector<std::int16_t> samples = in_sixteen_bits(batch.samples);
    batch.samples = in_floats(samples);
    const auto plan = features::plan(device(), set.options, set.sample_rate);
    EXPECT_EQ(device_examples(device(), *plan, samples, batch.clips),
              device_examples(device(), *plan, batch));
  }
}

}  // namespace
}  // namespace timbre::test
