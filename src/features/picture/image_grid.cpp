#include "features/picture/image_grid.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace timbre::features {
namespace {

std::int64_t in_parts(double cells) {
  return std::lround(cells * cell_parts);
}

}  // namespace

// The clip rectangle's edges are rounded like all others, and its last pixels belong to it.
ImageGrid::ImageGrid(const FigureOptions& figure) {
  const double left = figure.left * figure.width, right = figure.right * figure.width;
  const double bottom = figure.bottom * figure.height, top = figure.top * figure.height;
  height = static_cast<int>(std::ceil(top - bottom));
  width = static_cast<int>(std::ceil(right - left));
  const int first_column = nearest_edge(left);
  const int end_row = figure.height - nearest_edge(bottom), first_row = end_row - height;
  const int clip_top = std::max(0, nearest_edge(figure.height - top));
  box = {.left = first_column,
         .top = std::max(first_row, clip_top),
         .right = std::min({first_column + width, nearest_edge(right) + 1, figure.width}),
         .bottom = std::min(end_row, nearest_edge(figure.height - bottom) + 1)};
  hidden_rows = box.top - first_row;
}

std::vector<int> row_places(const ImageGrid& image, int rows) {
  std::vector<int> places;
  for (int row = 0; row < image.box.height(); ++row) {
    const double pixel = row + image.hidden_rows + 0.5;
    places.push_back(static_cast<int>(in_parts(pixel * rows / image.height)));
  }
  return places;
}

// Agg rounds the first place of a line of pixels and the one behind its last, and goes from one to
// the other in whole parts: up to `pixel` it has taken ceil((pixel + 1) * distance / width) - 1.
std::vector<int> column_places(const ImageGrid& image, int columns) {
  const double cells_per_pixel = static_cast<double>(columns) / image.width;
  const std::int64_t first = in_parts(0.5 * cells_per_pixel);
  const std::int64_t distance = in_parts((image.width + 0.5) * cells_per_pixel) - first;
  const std::int64_t whole = (distance - 1) / image.width;
  const std::int64_t rest = distance - whole * image.width;
  std::vector<int> places;
  for (int pixel = 0; pixel < image.box.width(); ++pixel) {
    const std::int64_t steps = ((pixel + 1) * rest + image.width - 1) / image.width - 1;
    places.push_back(static_cast<int>(first + pixel * whole + steps));
  }
  return places;
}

}  // namespace timbre::features
