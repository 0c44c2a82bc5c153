#pragma once

#include <cmath>
#include <cstdint>

#include "timbre/core/host_device.hpp"

namespace timbre::resample {

/// Where an output lies: `fraction` of a sample (0 to 1) after sample n.
struct OutputTime {
  std::int64_t n;
  double fraction;
};

/// `time` in samples, not negative.
TIMBRE_HOST_DEVICE inline OutputTime output_time(double time) {
  const auto n = static_cast<std::int64_t>(time);
  return {n, time - static_cast<double>(n)};
}

/// The phase, in units of 1 / phases of a sample, whose weights an output takes: 0 to phases.
TIMBRE_HOST_DEVICE inline int nearest_phase(double fraction, int phases) {
  return static_cast<int>(std::lround(fraction * phases));
}

/// Outputs that a signal of `count` samples gives before it is padded to resampled_count().
TIMBRE_HOST_DEVICE inline std::int64_t computed_count(std::int64_t count, double ratio) {
  return static_cast<std::int64_t>(static_cast<double>(count) * ratio);
}

/// The same with its padding: ceil(count * ratio) in double, as librosa.load gives.
TIMBRE_HOST_DEVICE inline std::int64_t padded_count(std::int64_t count, double ratio) {
  return static_cast<std::int64_t>(std::ceil(static_cast<double>(count) * ratio));
}

}  // namespace timbre::resample
