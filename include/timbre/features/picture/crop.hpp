#pragma once

#include <cstdint>
#include <span>

#include "timbre/core/host_device.hpp"

namespace timbre::features {

/// The square in the middle of a resized picture, as fastai 1.0.19 makes it for a network of `size`
/// pixels: the shorter side becomes `size`, the other one keeps the proportion (half to even), and
/// the middle is cut out.
struct CentreCrop {
  CentreCrop(int picture_height, int picture_width, int square);

  int height, width;                  ///< pixels of the picture
  int size;                           ///< pixels of the square
  int resized_height, resized_width;  ///< pixels in between
  int first_row, first_column;        ///< of the square in the resized picture
};

/// Where pixel `index` of `target` lies among `size` pixels when the outermost ones coincide, in
/// float32 as PyTorch's linspace(-1, 1) and grid_sample compute it. `target` is 2 or more.
TIMBRE_HOST_DEVICE constexpr float aligned_position(int index, int target, int size) {
  const float step = 2.0f / static_cast<float>(target - 1);
  const float place = index < target / 2 ? -1.0f + step * static_cast<float>(index)
                                         : 1.0f - step * static_cast<float>(target - 1 - index);
  return (place + 1.0f) / 2.0f * static_cast<float>(size - 1);
}

/// Samples the square bilinearly without antialiasing: `pixels` [height, width, 3] to `square`
/// [size, size, 3], 0 to 1. Throws ContractError when a span is too short.
void sample(const CentreCrop& crop, std::span<const std::uint8_t> pixels, std::span<float> square);

}  // namespace timbre::features
