#pragma once

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <numbers>
#include <string>
#include <vector>

#include "timbre/core/json.hpp"

/// Golden files and the signals that they were made from; tools/golden/README.md has the formulas.
namespace timbre::test {

/// NAME.json in the folder that the variable TIMBRE_GOLDEN_DIR names, else in tests/golden.
inline Json golden(const std::string& name) {
  const char* carried = std::getenv("TIMBRE_GOLDEN_DIR");
  const std::string folder = carried ? carried : TIMBRE_GOLDEN_DIR;
  return Json::load(folder + "/" + name + ".json");
}

/// Sample `index` of the noise of a seed: in [-1, 1), exact in float32.
inline double noise_at(std::uint32_t index, std::uint32_t seed) {
  std::uint32_t state = index * 2654435761u + seed * 40503u;
  state ^= state >> 16;
  state *= 0x85EBCA6Bu;
  state ^= state >> 13;
  state *= 0xC2B2AE35u;
  state ^= state >> 16;
  return (state >> 8) * 0x1p-24 * 2.0 - 1.0;
}

/// The first `count` samples of the noise of a seed, times `scale` and rounded once.
inline std::vector<float> noise(std::size_t count, std::uint32_t seed, double scale = 1.0) {
  std::vector<float> values;
  for (std::uint32_t index = 0; index < count; ++index) {
    values.push_back(static_cast<float>(scale * noise_at(index, seed)));
  }
  return values;
}

struct ToneBurst {
  std::size_t count = 0;     ///< samples in all
  std::size_t burst = 0;     ///< samples of the tone, from the start
  double frequency = 0.0;    ///< Hz
  double sample_rate = 0.0;  ///< Hz
  double amplitude = 0.0;
  double background = 0.0;  ///< amplitude of the noise beneath
  std::uint32_t seed = 0;

  /// With the parameters of a golden file; `samples` where the file leaves out the count.
  static ToneBurst from(const Json& parameters, std::size_t samples) {
    return {.count = samples,
            .burst = static_cast<std::size_t>(parameters.at("burst").integer()),
            .frequency = parameters.at("frequency").number(),
            .sample_rate = parameters.at("sample_rate").number(),
            .amplitude = parameters.at("amplitude").number(),
            .background = parameters.at("background").number(),
            .seed = static_cast<std::uint32_t>(parameters.at("seed").integer())};
  }
};

/// A sine, then silence, over noise; computed in double and rounded once.
inline std::vector<float> tone_burst(const ToneBurst& tone) {
  std::vector<float> values;
  for (std::uint32_t index = 0; index < tone.count; ++index) {
    const double angle = 2.0 * std::numbers::pi * tone.frequency * index / tone.sample_rate;
    const double sine = index < tone.burst ? tone.amplitude * std::sin(angle) : 0.0;
    values.push_back(static_cast<float>(sine + tone.background * noise_at(index, tone.seed)));
  }
  return values;
}

}  // namespace timbre::test
