#pragma once

#include <vector>

#include "timbre/features/picture/figure.hpp"

namespace timbre::features {

/// Where Matplotlib up to 3.9 puts an image that fills a plot: its size in whole pixels, what of it
/// can be seen, and how many of its rows the plot hides at the top.
struct ImageGrid {
  explicit ImageGrid(const FigureOptions& figure);

  int height;
  int width;
  PixelBox box;
  int hidden_rows;
};

/// Places in 1/256 of a grid cell, as its renderer (Agg) counts.
inline constexpr int cell_parts = 256;

/// Where the pixels of image_box lie in a grid of `rows` cells from the top, or of `columns` cells
/// from the left.
std::vector<int> row_places(const ImageGrid& image, int rows);
std::vector<int> column_places(const ImageGrid& image, int columns);

}  // namespace timbre::features
