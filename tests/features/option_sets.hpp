#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "timbre/features/options.hpp"

namespace timbre::test {

/// Options that differ in every respect, at `sample_rate`.
struct OptionSet {
  std::string name;
  features::FeatureOptions options;
  int sample_rate = 22050;
};

inline std::ostream& operator<<(std::ostream& stream, const OptionSet& set) {
  return stream << set.name;
}

inline std::vector<OptionSet> option_sets() {
  using namespace features;
  const auto delta = [](DeltaKind kind, int width = 9) { return DeltaOptions{kind, width}; };
  std::vector<OptionSet> sets;
  sets.push_back({"us8k", {}});
  sets.push_back({"us8k_scrambled", {.layout = Layout::scrambled}});
  sets.push_back({"savitzky_golay", {.delta = delta(DeltaKind::savitzky_golay)}});
  // 500 is no multiple of 64: no frames are shared.
  sets.push_back({"nothing_shared",
                  {.segment = {1000, 500},
                   .stft = {.n_fft = 256, .hop = 64},
                   .mel = {.bands = 20},
                   .delta = delta(DeltaKind::none)}});
  sets.push_back({"htk_without_norm",
                  {.segment = {3000, 600},
                   .stft = {.n_fft = 512, .hop = 200, .pad = PadMode::constant},
                   .mel = {.bands = 40,
                           .low = 50.0,
                           .high = 7000.0,
                           .scale = MelScale::htk,
                           .norm = MelNorm::none},
                   .delta = delta(DeltaKind::filter, 5)},
                  16000});
  sets.push_back({"shorter_than_a_frame",
                  {.segment = {700, 300},
                   .stft = {.n_fft = 1024, .hop = 300, .pad = PadMode::edge},
                   .mel = {.bands = 30},
                   .delta = delta(DeltaKind::savitzky_golay, 3)}});
  sets.push_back({"not_centred",
                  {.segment = {16384, 2048},
                   .stft = {.n_fft = 4096,
                            .hop = 1024,
                            .window = WindowKind::hann_symmetric,
                            .pad = PadMode::none},
                   .mel = {.bands = 128},
                   .delta = delta(DeltaKind::filter, 13)},
                  44100});
  sets.push_back({"segments_of_one_sample",
                  {.segment = {1, 3},
                   .stft = {.n_fft = 256, .hop = 512, .pad = PadMode::constant},
                   .mel = {.bands = 17},
                   .delta = delta(DeltaKind::none)}});
  // Half a frame and one sample is the least that a reflection takes.
  sets.push_back({"shortest_reflection",
                  {.segment = {129, 1},
                   .stft = {.n_fft = 256, .hop = 1},
                   .mel = {.bands = 5},
                   .layout = Layout::scrambled}});
  sets.push_back({"apart",
                  {.segment = {1024, 4096},
                   .stft = {.n_fft = 512, .hop = 128},
                   .mel = {.bands = 24},
                   .decibel = {.floor = 1e-6, .range = 30.0},
                   .delta = delta(DeltaKind::savitzky_golay, 9)}});
  // Frames that their transform crops, as in document 003; every other frame is shared.
  sets.push_back({"log_spectrum",
                  {.segment = {4000, 2000},
                   .stft = {.n_fft = 256,
                            .hop = 250,
                            .pad = PadMode::none,
                            .frame = 1024,
                            .full_scale = 32768,
                            .spectrum = Spectrum::magnitude},
                   .bands = Bands::linear,
                   .logarithm = Logarithm::natural,
                   .natural = {.floor = 1e-6},
                   .delta = delta(DeltaKind::none)}});
  sets.push_back({"silence_of_minus_infinity",
                  {.segment = {1500, 1500},
                   .stft = {.n_fft = 512, .hop = 128, .pad = PadMode::constant, .frame = 600},
                   .bands = Bands::linear,
                   .logarithm = Logarithm::natural,
                   .natural = {.silence = Silence::minus_infinity},
                   .delta = delta(DeltaKind::none)}});
  sets.push_back({"natural_log_mel",
                  {.segment = {2048, 512},
                   .stft = {.n_fft = 512, .hop = 128, .full_scale = 100},
                   .mel = {.bands = 21},
                   .logarithm = Logarithm::natural,
                   .natural = {.floor = 1e-4},
                   .delta = delta(DeltaKind::filter, 3)}});
  return sets;
}

/// Lengths of the transform that the fast one has not.
inline std::vector<OptionSet> other_lengths() {
  using namespace features;
  std::vector<OptionSet> sets;
  // 25 ms every 10 ms, as is usual for speech.
  sets.push_back({"frames_of_25_ms",
                  {.segment = {1600, 800},
                   .stft = {.n_fft = 400, .hop = 160, .pad = PadMode::constant},
                   .mel = {.bands = 20},
                   .delta = {.kind = DeltaKind::filter, .width = 3}},
                  16000});
  sets.push_back({"odd_factors",
                  {.segment = {1764, 441},
                   .stft = {.n_fft = 882, .hop = 441, .window = WindowKind::hann_symmetric},
                   .mel = {.bands = 25},
                   .delta = {.kind = DeltaKind::none},
                   .layout = Layout::scrambled}});
  sets.push_back({"long_frames",
                  {.segment = {9000, 4000},
                   .stft = {.n_fft = 8192, .hop = 300, .pad = PadMode::none},
                   .mel = {.bands = 40},
                   .delta = {.kind = DeltaKind::none}}});
  sets.push_back({"short_frames",
                  {.segment = {100, 60},
                   .stft = {.n_fft = 16,
                            .hop = 10,
                            .pad = PadMode::edge,
                            .frame = 20,
                            .spectrum = Spectrum::magnitude},
                   .bands = Bands::linear,
                   .logarithm = Logarithm::natural,
                   .natural = {.floor = 1e-4},
                   .delta = {.kind = DeltaKind::savitzky_golay, .width = 5}}});
  // More bins than a block has threads.
  sets.push_back({"many_bins",
                  {.segment = {2000, 1000},
                   .stft = {.n_fft = 600, .hop = 250},
                   .bands = Bands::linear,
                   .logarithm = Logarithm::natural,
                   .natural = {.floor = 1e-6},
                   .delta = {.kind = DeltaKind::none}}});
  return sets;
}

/// Sums of magnitudes.
inline OptionSet magnitudes_in_mel_bands() {
  using namespace features;
  return {"magnitudes_in_mel_bands",
          {.segment = {2048, 1024},
           .stft = {.n_fft = 512, .hop = 256, .spectrum = Spectrum::magnitude},
           .mel = {.bands = 30},
           .logarithm = Logarithm::natural,
           .natural = {.floor = 1e-5},
           .delta = {.kind = DeltaKind::none}}};
}

}  // namespace timbre::test
