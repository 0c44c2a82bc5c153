#pragma once

#include <cstddef>
#include <cstdint>

#include "timbre/core/host_device.hpp"
#include "timbre/features/picture/colour_map.hpp"

namespace timbre::cuda::features {

inline constexpr int picture_threads = 256;
inline constexpr int picture_channels = 3;

/// Pictures of one launch at most: what differs between them travels as a parameter of the kernel.
inline constexpr int most_pictures = 256;

/// What a pixel or a pixel of the example takes of an axis; see AxisTaps.
struct TapTables {
  const int* first;
  const int* offset;
  const std::int32_t* weights;

  TIMBRE_HOST_DEVICE int taps(int output) const { return offset[output + 1] - offset[output]; }
  TIMBRE_HOST_DEVICE const std::int32_t* weights_of(int output) const {
    return weights + offset[output];
  }
};

/// What is drawn.
struct DrawnTables {
  const int* rows;     ///< [height], what a row shows, or PixelSources::margin
  const int* columns;  ///< [width], likewise
  int height;          ///< pixels
  int width;           ///< pixels
  const timbre::features::Colour* colours;
};

/// The example, resized from what is drawn or, without `resized`, the same.
struct ExampleTables {
  int height;  ///< pixels
  int width;   ///< pixels
  bool resized;
  TapTables rows;     ///< of `resized`
  TapTables columns;  ///< likewise
  int rows_at_once;   ///< of the example, whose colours a block keeps

  TIMBRE_HOST_DEVICE std::int64_t size() const {
    return std::int64_t{1} * picture_channels * height * width;
  }
};

struct DrawingTables {
  DrawnTables drawn;
  ExampleTables example;
};

}  // namespace timbre::cuda::features
