#include "timbre/features/picture/mesh_plot.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "timbre/core/error.hpp"

namespace timbre::features {
namespace {

constexpr int pixel_parts = 1 << 14;  // in which overlaps of cells and pixels are counted

AxisTaps<int> mean_taps(const PixelBox& box, std::span<const double> edges) {
  const MeshAxis axis(edges.front(), edges.back(), box.height(), 0.0);
  const int cells = static_cast<int>(edges.size()) - 1;
  AxisTaps<int> taps;
  for (int pixel = 0; pixel < box.height(); ++pixel) {
    std::vector<int> weights;
    int first = 0;
    for (int cell = 0; cell < cells; ++cell) {
      const double overlap = std::min(pixel + 1.0, axis.place(edges[cell])) -
                             std::max<double>(pixel, axis.place(edges[cell + 1]));
      const auto weight = static_cast<int>(std::lround(overlap * pixel_parts));
      if (weight <= 0) continue;
      if (weights.empty()) first = cell;
      weights.push_back(weight);
    }
    taps.add(first, weights);
  }
  return taps;
}

}  // namespace

AxisTaps<int> row_taps(const FigureOptions& figure, std::span<const double> edges, bool means) {
  const PixelBox box = mesh_box(figure);
  if (means) return mean_taps(box, edges);
  const std::vector<int> rows = mesh_rows(figure, edges);
  AxisTaps<int> taps;
  for (int row = box.top; row < box.bottom; ++row) taps.add(rows[row], {1});
  return taps;
}

void show_mesh(const AxisTaps<int>& rows, const FrameAxis& columns, std::span<const float> levels,
               std::span<double> sums, std::span<float> plot) {
  const std::size_t bands = sums.size(), height = rows.first.size();
  require(height > 0 && plot.size() % height == 0 && levels.size() % bands == 0,
          "a plot has other sizes than its memory");
  const auto width = static_cast<int>(plot.size() / height);
  for (int column = 0; column < width; ++column) {
    std::fill(sums.begin(), sums.end(), 0.0);
    const int first = columns.first(column), end = first + columns.count(column);
    for (int frame = first; frame < end; ++frame) {
      const double weight = columns.weight(column, frame);
      const float* of_frame = &levels[frame * bands];
      for (std::size_t band = 0; band < bands; ++band) sums[band] += weight * of_frame[band];
    }
    for (int row = 0; row < rows.count(); ++row) {
      const int* weights = &rows.weights[rows.offset[row]];
      double sum = 0.0;
      for (int tap = 0; tap < rows.taps(row); ++tap)
        sum += weights[tap] * sums[rows.first[row] + tap];
      const double total =
          static_cast<double>(total_weight(weights, rows.taps(row))) * columns.total();
      plot[static_cast<std::size_t>(row) * width + column] = static_cast<float>(sum / total);
    }
  }
}

}  // namespace timbre::features
