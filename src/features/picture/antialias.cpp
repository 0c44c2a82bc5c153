#include "timbre/features/picture/antialias.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "features/picture/image_grid.hpp"
#include "timbre/core/error.hpp"

namespace timbre::features {
namespace {

constexpr double never_smoothed_above = 3.0;  // times

bool keeps_cells(int pixels, int cells) {
  return pixels > never_smoothed_above * cells || pixels == cells || pixels == 2 * cells;
}

// The Hann window at `place` parts from its left end, two reaches wide. Agg's table has the value
// next to the right end at both ends.
int hann_weight(int place) {
  const double distance = place == 0 ? cell_parts - 1 : place - cell_parts;
  const double weight = 0.5 + 0.5 * std::cos(std::numbers::pi * distance / cell_parts);
  return static_cast<int>(std::lround(weight * (1 << PixelWindow::weight_bits)));
}

int floor_of_cells(int parts) {
  return parts >= 0 ? parts / cell_parts : -((cell_parts - 1 - parts) / cell_parts);
}

// The windows of pixels whose places are given. Agg counts distances in parts of a cell, or of a
// pixel where that is larger.
AxisTaps<int> hann_taps(const std::vector<int>& places, int pixels, int cells) {
  const double cells_per_pixel = std::max(1.0, static_cast<double>(cells) / pixels);
  const int reach = static_cast<int>(std::lround(cells_per_pixel * cell_parts));
  const int step = static_cast<int>(std::lround(cell_parts / cells_per_pixel));
  AxisTaps<int> taps;
  for (const int place : places) {
    const int start = place + cell_parts / 2 - reach, first = floor_of_cells(start);
    const int to_next_cell = (first + 1) * cell_parts - 1 - start;
    std::vector<int> weights;
    for (int at = to_next_cell * step / cell_parts; at < 2 * cell_parts; at += step) {
      weights.push_back(hann_weight(at));
    }
    taps.add(first, weights);
  }
  return taps;
}

PixelWindow window_of(const AxisTaps<int>& taps, int pixel, int cells) {
  return {.first = taps.first[pixel],
          .count = taps.taps(pixel),
          .weights = &taps.weights[taps.offset[pixel]],
          .cells = cells};
}

}  // namespace

bool antialiasing_smooths(const FigureOptions& figure, int rows, int columns) {
  const ImageGrid image(figure);
  return !keeps_cells(image.height, rows) || !keeps_cells(image.width, columns);
}

AntialiasedImage::AntialiasedImage(const FigureOptions& figure, int rows, int columns)
    : rows_(rows), columns_(columns) {
  require(rows >= 1 && columns >= 1, "an image needs a value");
  const ImageGrid image(figure);
  row_taps_ = hann_taps(row_places(image, rows), image.height, rows);
  column_taps_ = hann_taps(column_places(image, columns), image.width, columns);
}

std::size_t AntialiasedImage::size() const {
  return static_cast<std::size_t>(row_taps_.count()) * column_taps_.count();
}

void AntialiasedImage::run(const ValueGrid& grid, std::span<float> values) const {
  require(values.size() == size(), "an antialiased image has other sizes than its memory");
  float* value = values.data();
  for (int row = 0; row < row_taps_.count(); ++row) {
    const PixelWindow down = window_of(row_taps_, row, rows_);
    for (int column = 0; column < column_taps_.count(); ++column) {
      *value++ = seen_value(grid, down, window_of(column_taps_, column, columns_));
    }
  }
}

}  // namespace timbre::features
