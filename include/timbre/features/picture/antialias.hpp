#pragma once

#include <cstddef>
#include <span>

#include "timbre/features/picture/axis_taps.hpp"
#include "timbre/features/picture/draw.hpp"

namespace timbre::features {

/// Whether Matplotlib's interpolation 'antialiased' (its default since 3.2) smooths a grid in a
/// figure. It does unless both axes are enlarged more than three times, or exactly once or twice.
bool antialiasing_smooths(const FigureOptions& figure, int rows, int columns);

/// The cells that one pixel sees along an axis of `cells`: tap i is cell first + i, reflected at
/// the ends, with a weight in 1 / 16384.
struct PixelWindow {
  static constexpr int weight_bits = 14;
  int first = 0;
  int count = 0;
  const int* weights = nullptr;
  int cells = 0;

  TIMBRE_HOST_DEVICE int cell(int tap) const {
    const int place = first + tap;
    return place < 0 ? -1 - place : (place < cells ? place : 2 * cells - 1 - place);
  }
};

/// The mean of what a pixel sees; row 0 of the grid is at the bottom, windows count from the top.
/// The product of two weights is rounded as Matplotlib's renderer (Agg) does.
TIMBRE_HOST_DEVICE inline float seen_value(const ValueGrid& grid, const PixelWindow& down,
                                           const PixelWindow& across) {
  constexpr int half = 1 << (PixelWindow::weight_bits - 1);
  double sum = 0.0;
  int total = 0;
  for (int row_tap = 0; row_tap < down.count; ++row_tap) {
    const int row = down.cells - 1 - down.cell(row_tap);
    for (int tap = 0; tap < across.count; ++tap) {
      const int product = down.weights[row_tap] * across.weights[tap];
      const int weight = (product + half) >> PixelWindow::weight_bits;
      sum += static_cast<double>(grid.at(row, across.cell(tap))) * weight;
      total += weight;
    }
  }
  return static_cast<float>(sum / total);
}

/// How imshow with interpolation 'antialiased' of Matplotlib 3.2 to 3.9 makes the values of an
/// image's pixels from a grid of `rows` x `columns`, row 0 at the bottom: means under a Hann window
/// that reaches one cell, or one pixel where cells are smaller, to all sides.
class AntialiasedImage {
 public:
  AntialiasedImage(const FigureOptions& figure, int rows, int columns);

  std::size_t size() const;  ///< values that run() writes

  /// What the image's rows see, from its top, and its columns, cells counted as PixelWindow does.
  const AxisTaps<int>& row_taps() const { return row_taps_; }
  const AxisTaps<int>& column_taps() const { return column_taps_; }

  /// Writes the values of image_box's pixels, [height, width] from the top. A pixel that sees a
  /// value that is not finite gets one too. They are drawn with box_sources().
  void run(const ValueGrid& grid, std::span<float> values) const;

 private:
  int rows_;
  int columns_;
  AxisTaps<int> row_taps_;
  AxisTaps<int> column_taps_;
};

}  // namespace timbre::features
