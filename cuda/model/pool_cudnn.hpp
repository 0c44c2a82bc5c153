#pragma once

#include <cstdint>

#include "model/libraries.hpp"

namespace timbre::cuda {

enum class PoolKind {
  max,
  average,  ///< over the pixels of the picture: padding does not count
};

/// Square windows over pictures [batch, rows, columns, channels].
struct PoolShape {
  PoolKind kind = PoolKind::max;
  std::int64_t batch = 1;
  std::int64_t rows = 1;
  std::int64_t columns = 1;
  std::int64_t channels = 1;
  int window = 2;
  int stride = 2;
  int padding = 0;  ///< rows and columns beyond each edge, less than the window
};

/// Pooling, float32 on the device, pictures without gaps; results are overwritten. The gradient of
/// a maximum goes to the window's first pixel that has it; the same bits in every run.
///
/// The yardstick of bench/cuda/pooling_bench.cpp: no program uses it. Its gradient of a maximum
/// needs the input again, model/epilogue.hpp's a byte for each output.
class Pool2d {
 public:
  Pool2d(Libraries& libraries, const PoolShape& shape);

  /// Windows that do not fit are cut off.
  std::int64_t output_rows() const { return output_rows_; }
  std::int64_t output_columns() const { return output_columns_; }

  void forward(float* output, const float* input) const;
  void backward(float* input_gradient, const float* output_gradient, const float* output,
                const float* input) const;

 private:
  cudnnHandle_t handle_;
  std::int64_t output_rows_;
  std::int64_t output_columns_;
  PoolingDescriptor pooling_;
  TensorDescriptor input_;
  TensorDescriptor output_;
};

}  // namespace timbre::cuda
