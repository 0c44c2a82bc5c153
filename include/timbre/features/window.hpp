#pragma once

#include <cmath>
#include <numbers>

#include "timbre/core/host_device.hpp"
#include "timbre/features/kinds.hpp"

namespace timbre::features {

/// Value `index` of a Hann window of `length` samples.
TIMBRE_HOST_DEVICE inline double window_value(WindowKind kind, int index, int length) {
  const int period = kind == WindowKind::hann_periodic ? length : length - 1;
  return 0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * index / period);
}

}  // namespace timbre::features
