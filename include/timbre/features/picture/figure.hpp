#pragma once

#include <span>
#include <vector>

#include "timbre/config/fields.hpp"

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
  int width() const { return right - left; }
  int height() const { return bottom - top; }
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

/// How pcolormesh with flat shading fills the plot with a grid whose cells lie between edges (one
/// more than cells, ascending, row 0 at the bottom): edges go to the nearest pixel, and of cells
/// that are narrower than a pixel the last one shows.
PixelSources mesh_sources(const FigureOptions& figure, std::span<const double> row_edges,
                          std::span<const double> column_edges);

/// Each pixel of the image shows its own value of a grid of image_box's size, row 0 on top.
PixelSources box_sources(const FigureOptions& figure);

/// The picture that `sources` draws, resized as Pillow's NEAREST does, without drawing it first.
PixelSources resized(const PixelSources& sources, int height, int width);

}  // namespace timbre::features
