#pragma once

#include <cstdint>

#include "timbre/core/host_device.hpp"

namespace timbre {

/// What one step of a sample of 16 bits counts.
inline constexpr float sample_step = 0x1p-15f;

/// What a sample counts. Exact.
TIMBRE_HOST_DEVICE constexpr float to_float(float sample) {
  return sample;
}
TIMBRE_HOST_DEVICE constexpr float to_float(std::int16_t sample) {
  return static_cast<float>(sample) * sample_step;
}

}  // namespace timbre
