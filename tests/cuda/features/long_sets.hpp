#pragma once

#include <vector>

#include "features/option_sets.hpp"
#include "support/golden.hpp"

// Options whose examples one block's shared memory cannot hold.
namespace timbre::test {

// 450 columns of 128 bands are 232 kB of levels.
inline features::FeatureOptions small_transforms() {
  return {.segment = {57'600, 20'000},
          .stft = {.n_fft = 256, .hop = 128},
          .mel = {.bands = 128, .low = 200.0},
          .delta = {.kind = features::DeltaKind::none}};
}

// What follows the pieces: the floor, slopes with either edge in either order, or nothing. Pieces
// of 513 bins have fewer columns. The second example of 451 x 127 levels is not aligned.
inline std::vector<OptionSet> long_sets() {
  using namespace features;
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
inline std::vector<float> clip_of(std::size_t count, int sample_rate) {
  return tone_burst({.count = count,
                     .burst = count / 3,
                     .frequency = 0.11 * sample_rate,
                     .sample_rate = 1.0 * sample_rate,
                     .amplitude = 0.5,
                     .background = 1e-5,
                     .seed = 9});
}

}  // namespace timbre::test
