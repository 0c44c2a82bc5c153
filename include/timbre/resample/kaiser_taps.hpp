#pragma once

#include <cmath>
#include <cstdint>

#include "timbre/core/host_device.hpp"
#include "timbre/resample/kinds.hpp"

namespace timbre::resample {

/// Table entries from one zero crossing of the sinc to the next, before the rolloff.
inline constexpr int table_per_zero = 512;

/// Which taps of a kaiser filter an output has: see KaiserFilter and resample().
struct KaiserTaps {
  double scale = 1.0;  ///< min(1, to / from)
  double step = 0.0;   ///< table entries between neighbouring taps
  int entries = 0;     ///< of the table

  TIMBRE_HOST_DEVICE double left_distance(double fraction) const { return scale * fraction; }
  TIMBRE_HOST_DEVICE double right_distance(double fraction) const {
    return scale - left_distance(fraction);
  }
  /// Taps on one side whose first is `distance` (in zero crossings) from the middle.
  TIMBRE_HOST_DEVICE int within(double distance) const {
    return static_cast<int>((entries - std::floor(distance * table_per_zero)) / step);
  }
  /// Taps on the left side, sample n included.
  TIMBRE_HOST_DEVICE int left(double fraction) const { return within(left_distance(fraction)); }
};

/// The most taps to the right of sample n, of a signal of `count` samples, for an output with
/// `left_taps` to its left. 0.1.x may name samples behind the end, which it then reads; here they
/// count as missing.
TIMBRE_HOST_DEVICE constexpr std::int64_t right_bound(std::int64_t count, std::int64_t n,
                                                      std::int64_t left_taps,
                                                      RightWing right_wing) {
  const std::int64_t there = count - n - 1 > 0 ? count - n - 1 : 0;
  if (right_wing == RightWing::resampy_0_2_1) return there;
  const std::int64_t left = left_taps < n + 1 ? left_taps : n + 1;
  const std::int64_t bound = count - (left - 1) - n + 1;
  if (bound < 0) return 0;
  return bound < there ? bound : there;
}

}  // namespace timbre::resample
