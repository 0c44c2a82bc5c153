#pragma once

#include <cstdint>

#include "timbre/core/host_device.hpp"
#include "timbre/features/picture/axis_taps.hpp"
#include "timbre/features/picture/resize.hpp"

// What every device's resizing is made of; see PictureResize.
namespace timbre::features {

/// Pillow's weights are whole multiples of 2^-22: two bits of room in 32 over 8-bit pixels.
inline constexpr int resize_weight_bits = 32 - 8 - 2;

/// Which pixels of a picture each row and each column of the resized one takes, with whole weights.
struct ResizeTaps {
  ResizeTaps(int height, int width, const ResizeOptions& options);
  AxisTaps<std::int32_t> rows;
  AxisTaps<std::int32_t> columns;
};

/// A byte of the resized picture from bytes `byte_at(tap)` along one axis. Weights are never
/// negative here, so that only rounding can lead beyond 8 bits.
template <typename ByteAt>
TIMBRE_HOST_DEVICE int weighted_byte(const std::int32_t* weights, int taps, const ByteAt& byte_at) {
  std::int32_t sum = 1 << (resize_weight_bits - 1);
  for (int tap = 0; tap < taps; ++tap) sum += weights[tap] * byte_at(tap);
  const int byte = sum >> resize_weight_bits;
  return byte < 255 ? byte : 255;
}

}  // namespace timbre::features
