#pragma once

#include <cmath>
#include <span>
#include <vector>

#include "timbre/config/fields.hpp"
#include "timbre/core/host_device.hpp"
#include "timbre/features/picture/resize.hpp"

namespace timbre::features {

/// A figure as Matplotlib saves it, and where its plot lies: parts of the figure from its left and
/// from its bottom. The defaults are document 004's, a notebook's figure at 72 dpi.
struct FigureOptions {
  int width = 432;   ///< pixels
  int height = 288;  ///< pixels
  double left = 0.125;
  double right = 0.9;
  double bottom = 0.125;
  double top = 0.88;
  bool operator==(const FigureOptions&) const = default;
};
void describe(config::Fields& fields, FigureOptions& options);

/// Pixels of a figure, rows counted from the top: columns left ... right - 1, rows top ... bottom
/// - 1.
struct PixelBox {
  int left = 0, top = 0, right = 0, bottom = 0;
  TIMBRE_HOST_DEVICE int width() const { return right - left; }
  TIMBRE_HOST_DEVICE int height() const { return bottom - top; }
  bool operator==(const PixelBox&) const = default;
};

/// The pixels that an image (imshow) or a mesh (pcolormesh) paints when it fills the plot; the rest
/// is a white margin. A mesh ends at the nearest pixel. An image is a whole number of pixels wide
/// and high, rounded up, and Matplotlib up to 3.9 then hides what lies a pixel beyond the plot.
PixelBox image_box(const FigureOptions& figure);
PixelBox mesh_box(const FigureOptions& figure);

/// A picture in which each pixel shows one value of a grid: which row of the grid each row of the
/// picture shows (from its top), and which column each column.
struct PixelSources {
  static constexpr int margin = -1;  ///< neither; white
  std::vector<int> rows;
  std::vector<int> columns;
  bool operator==(const PixelSources&) const = default;
};

/// How imshow with interpolation 'nearest' of Matplotlib up to 3.9 fills the plot with a grid of
/// `rows` x `columns`, row 0 at the bottom.
PixelSources image_sources(const FigureOptions& figure, int rows, int columns);

/// The pixel edge next to a place.
TIMBRE_HOST_DEVICE inline int nearest_edge(double place) {
  return static_cast<int>(std::floor(place + 0.5));
}

/// Where edges of cells lie among the pixels of a figure: scale * edge + shift. Pixels follow
/// Matplotlib's to the bit when edges do.
struct MeshAxis {
  double scale = 1.0;
  double shift = 0.0;

  /// The first edge lies at `first` pixels and the last one at `last`, which is less where cells
  /// are counted upwards.
  TIMBRE_HOST_DEVICE MeshAxis(double first_edge, double last_edge, double first, double last)
      : scale((last - first) / (last_edge - first_edge)),
        shift(product_plus(-scale, first_edge, first)) {}

  TIMBRE_HOST_DEVICE double place(double edge) const { return product_plus(scale, edge, shift); }
};

/// The row of a grid that each row of the figure shows when pcolormesh with flat shading fills the
/// plot with cells between `edges` (one more than cells, ascending, row 0 at the bottom): edges go
/// to the nearest pixel, and of cells that are narrower than a pixel the last one shows.
std::vector<int> mesh_rows(const FigureOptions& figure, std::span<const double> edges);

/// Each pixel of a box shows its own value of a grid of the box's size, row 0 on top; the rest of
/// the figure is margin.
PixelSources box_sources(const FigureOptions& figure, const PixelBox& box);

/// The picture that `sources` draws, resized by filter nearest, without drawing it first.
PixelSources resized(const PixelSources& sources, const ResizeOptions& options);

}  // namespace timbre::features
