#pragma once

#include <cstddef>

#include "features/aligned_floats.hpp"
#include "timbre/features/plan.hpp"

namespace timbre::features {

/// How the levels of a segment become an example.
struct ExampleFormat {
  ExampleFormat(const FeatureOptions& options, const ExampleShape& example_shape);

  /// Floats of scratch that write_example needs.
  std::size_t rows_size() const { return shape.rows * row_stride() + longest_vector; }
  /// A row and what stands for the columns beyond its ends.
  std::int64_t row_stride() const { return shape.columns + 2 * reach; }

  ExampleShape shape;
  Layout layout;
  DeltaKind delta;
  int width;                    ///< of the delta, in columns
  int reach;                    ///< columns to either side; 0 without a delta
  AlignedFloats delta_weights;  ///< of the distances 1 ... reach
  float range;                  ///< dB below the peak that are kept
};

/// Writes the example [rows, columns, channels] of `levels` [frames, bands], the loudest of which
/// is `peak`. Every element is written once. `rows` is scratch.
void write_example(const ExampleFormat& format, const float* levels, float peak, float* rows,
                   float* example);

}  // namespace timbre::features
