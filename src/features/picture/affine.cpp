#include "timbre/features/picture/affine.hpp"

#include <cmath>
#include <numbers>

#include "timbre/core/error.hpp"

namespace timbre::features {
namespace {

template <typename Value>
void write_changed(const PictureChange& change, int rows, int columns, int channels,
                   std::span<const Value> picture, std::span<float> changed) {
  const auto size = static_cast<std::size_t>(rows) * columns * channels;
  require(picture.size() == size && changed.size() == size,
          "a changed picture has other sizes than its memory");
  const AffineMap map = affine_map(change, rows, columns);
  float* value = changed.data();
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      for (int channel = 0; channel < channels; ++channel) {
        *value++ =
            changed_pixel(picture.data(), rows, columns, channels, map, row, column, channel);
      }
    }
  }
}

}  // namespace

AffineMap affine_map(const PictureChange& change, int rows, int columns) {
  const double shear = change.shear * std::numbers::pi / 180.0;
  AffineMap map{.row_from_row = change.zoom_rows,
                .row_from_column = -std::sin(shear) * change.zoom_columns,
                .column_from_row = 0.0,
                .column_from_column = std::cos(shear) * change.zoom_columns};
  const double middle_row = rows / 2.0 + 0.5, middle_column = columns / 2.0 + 0.5;
  map.row_shift = middle_row - map.row_from_row * middle_row - map.row_from_column * middle_column;
  map.column_shift = middle_column - map.column_from_column * middle_column;
  if (change.flip_rows) {
    map.row_shift += map.row_from_row * (rows - 1);
    map.row_from_row = -map.row_from_row;
  }
  if (change.flip_columns) {
    map.row_shift += map.row_from_column * (columns - 1);
    map.column_shift += map.column_from_column * (columns - 1);
    map.row_from_column = -map.row_from_column;
    map.column_from_column = -map.column_from_column;
  }
  return map;
}

void change_picture(const PictureChange& change, int rows, int columns, int channels,
                    std::span<const float> picture, std::span<float> changed) {
  write_changed(change, rows, columns, channels, picture, changed);
}

void change_picture(const PictureChange& change, int rows, int columns, int channels,
                    std::span<const std::uint8_t> picture, std::span<float> changed) {
  write_changed(change, rows, columns, channels, picture, changed);
}

}  // namespace timbre::features
