#pragma once

#include <cmath>

#include "timbre/core/host_device.hpp"
#include "timbre/features/kinds.hpp"

namespace timbre::features {

/// 10 log10(max(power, floor)): librosa's power_to_db with a reference of 1.
TIMBRE_HOST_DEVICE inline float decibels(float power, float floor) {
  return 10.0f * std::log10(power > floor ? power : floor);
}

/// ln(max(value, floor)); a floor of 0 leaves minus infinity for a value of 0.
TIMBRE_HOST_DEVICE inline float natural_log(float value, float floor) {
  return std::log(value > floor ? value : floor);
}

/// How the sums of bands become levels.
struct LevelRule {
  Logarithm logarithm = Logarithm::decibel;
  float floor = 0.0f;  ///< smaller sums count as this; 0: digital silence is minus infinity
  float range = 0.0f;  ///< below the peak of the example that is kept; infinite without a limit
};

/// The level of a band whose powers or magnitudes add up to `sum`, before the peak is known.
TIMBRE_HOST_DEVICE inline float level_of(float sum, const LevelRule& rule) {
  return rule.logarithm == Logarithm::decibel ? decibels(sum, rule.floor)
                                              : natural_log(sum, rule.floor);
}

/// A level of an example whose loudest level is `peak`: nothing is kept below peak - range (in dB,
/// or none where the range is infinite).
TIMBRE_HOST_DEVICE constexpr float kept_level(float level, float peak, float range) {
  const float lowest = peak - range;
  return level > lowest ? level : lowest;
}

}  // namespace timbre::features
