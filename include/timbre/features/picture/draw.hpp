#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "timbre/core/host_device.hpp"
#include "timbre/features/picture/colour_map.hpp"
#include "timbre/features/picture/figure.hpp"

namespace timbre::features {

/// A grid of values that lie anywhere: `at(row, column)` is values[row * row_step + column *
/// column_step].
struct ValueGrid {
  const float* values = nullptr;
  std::int64_t row_step = 0;
  std::int64_t column_step = 0;

  TIMBRE_HOST_DEVICE float at(int row, int column) const {
    return values[row * row_step + column * column_step];
  }
};

/// The colour of a pixel that shows (row, column) of a grid, or PixelSources::margin.
TIMBRE_HOST_DEVICE inline int pixel_colour(const ValueGrid& grid, int row, int column,
                                           const ValueRange& range) {
  if (row < 0 || column < 0) return no_colour;
  return colour_index(grid.at(row, column), range);
}

/// Draws a picture: red, green and blue of each pixel, row after row from the top, into `pixels`
/// [sources.rows, sources.columns, 3]. Throws ContractError when that has another size.
void draw(const PixelSources& sources, const ValueGrid& grid, const ValueRange& range,
          const ColourTable& colours, std::span<std::uint8_t> pixels);

}  // namespace timbre::features
