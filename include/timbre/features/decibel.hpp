#pragma once

#include <cmath>

#include "timbre/core/host_device.hpp"

namespace timbre::features {

/// 10 log10(max(power, floor)): librosa's power_to_db with a reference of 1.
TIMBRE_HOST_DEVICE inline float decibels(float power, float floor) {
  return 10.0f * std::log10(power > floor ? power : floor);
}

/// A level of an example whose loudest level is `peak`: nothing is kept below peak - range (dB).
TIMBRE_HOST_DEVICE constexpr float kept_level(float level, float peak, float range) {
  const float lowest = peak - range;
  return level > lowest ? level : lowest;
}

}  // namespace timbre::features
