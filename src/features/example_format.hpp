#pragma once

#include <cstddef>

#include "features/aligned_floats.hpp"
#include "timbre/features/plan.hpp"

namespace timbre::features {

/// How the levels of a segment become an example, and the scratch that takes: rows of levels with
/// room on either side for the columns that a delta sees beyond the ends.
struct ExampleFormat {
  ExampleFormat(const FeatureOptions& options, const ExampleShape& example_shape);

  /// Four frames are transposed at a time, and vectors may end behind the last level or row.
  std::size_t levels_size() const { return (shape.columns + block) * shape.rows + longest_vector; }
  std::size_t rows_size() const { return (shape.rows + block) * row_stride() + longest_vector; }
  std::int64_t row_stride() const { return shape.columns + 2 * reach + block; }

  /// The first column of a row in the scratch.
  template <typename Float>
  Float* row(Float* rows, std::int64_t row) const {
    return rows + row * row_stride() + reach;
  }

  static constexpr int block = 4;

  ExampleShape shape;
  Layout layout;
  DeltaKind delta;
  int width;                    ///< of the delta, in columns
  int reach;                    ///< columns to either side; 0 without a delta
  AlignedFloats delta_weights;  ///< of the distances 1 ... reach
  float range;                  ///< below the peak that is kept
};

}  // namespace timbre::features
