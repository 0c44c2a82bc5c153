#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <span>

#include "timbre/core/host_device.hpp"

namespace timbre::features {

/// How keras-preprocessing 1.1.0 changes one picture; its generator draws these at random.
struct PictureChange {
  double shear = 0.0;      ///< degrees
  double zoom_rows = 1.0;  ///< above 1 shrinks what is seen
  double zoom_columns = 1.0;
  bool flip_rows = false;
  bool flip_columns = false;
  bool operator==(const PictureChange&) const = default;
};

/// From a pixel of the output to its place in the input:
/// row = row_from_row * r + row_from_column * c + row_shift, column likewise.
struct AffineMap {
  double row_from_row = 1.0, row_from_column = 0.0, row_shift = 0.0;
  double column_from_row = 0.0, column_from_column = 1.0, column_shift = 0.0;
};

/// Shear [1, -sin; 0, cos] times zoom, about the centre (size / 2 + 0.5, which lies a pixel beyond
/// the middle), then the flips.
TIMBRE_HOST_DEVICE inline AffineMap affine_map(const PictureChange& change, int rows, int columns) {
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

/// `value` moved into 0 ... last.
TIMBRE_HOST_DEVICE constexpr double within(double value, double last) {
  return value < 0.0 ? 0.0 : (value > last ? last : value);
}

/// Value (row, column, channel) of the changed picture, as scipy.ndimage.affine_transform of order
/// 1 and mode nearest: bilinear in double, places outside moved to the edge. `picture` is
/// [rows, columns, channels].
template <typename Value>
TIMBRE_HOST_DEVICE float changed_pixel(const Value* picture, int rows, int columns, int channels,
                                       const AffineMap& map, int row, int column, int channel) {
  const double y =
      within(map.row_from_row * row + map.row_from_column * column + map.row_shift, rows - 1);
  const double x = within(
      map.column_from_row * row + map.column_from_column * column + map.column_shift, columns - 1);
  const int top = static_cast<int>(y), left = static_cast<int>(x);
  const int bottom = top + 1 < rows ? top + 1 : top, right = left + 1 < columns ? left + 1 : left;
  const auto at = [&](int r, int c) {
    return static_cast<double>(
        picture[(static_cast<std::int64_t>(r) * columns + c) * channels + channel]);
  };
  const double down = y - top, across = x - left;
  const double upper = (1.0 - across) * at(top, left) + across * at(top, right);
  const double lower = (1.0 - across) * at(bottom, left) + across * at(bottom, right);
  return static_cast<float>((1.0 - down) * upper + down * lower);
}

/// The whole changed picture: `picture` and `changed` are [rows, columns, channels], 0 ... 255 or
/// any other values. Throws ContractError when sizes differ.
void change_picture(const PictureChange& change, int rows, int columns, int channels,
                    std::span<const float> picture, std::span<float> changed);
void change_picture(const PictureChange& change, int rows, int columns, int channels,
                    std::span<const std::uint8_t> picture, std::span<float> changed);

}  // namespace timbre::features
