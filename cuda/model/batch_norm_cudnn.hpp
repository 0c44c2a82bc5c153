#pragma once

#include <cstdint>

#include "model/libraries.hpp"

namespace timbre::cuda {

/// Batch normalisation of each channel (Ioffe and Szegedy, 2015) of values [rows, channels], where
/// rows are batch * rows * columns of pictures; float32 on the device.
///
/// The yardstick of bench/cuda/batch_norm_bench.cpp: no program uses it. Every row counts, so that
/// a step that is captured once could not take a short batch; model/batch_norm.hpp can.
struct BatchNormShape {
  std::int64_t rows = 1;
  std::int64_t channels = 1;
  double epsilon = 1e-3;
  /// Share of the new batch in the running statistics: running += share (batch - running). The
  /// variance that goes in is the unbiased one.
  double share = 0.01;
};

/// Each array is [channels].
struct BatchNormParameters {
  const float* scale = nullptr;
  const float* shift = nullptr;
};
struct BatchNormStatistics {
  float* mean = nullptr;
  float* variance = nullptr;
};

class BatchNorm {
 public:
  BatchNorm(Libraries& libraries, const BatchNormShape& shape);

  /// With the batch's own statistics. `saved` keeps, for backward, the mean and 1 / sqrt(variance +
  /// epsilon); `running` is updated.
  void forward_training(float* output, const float* input, const BatchNormParameters& parameters,
                        const BatchNormStatistics& running, const BatchNormStatistics& saved) const;
  /// With the running statistics.
  void forward(float* output, const float* input, const BatchNormParameters& parameters,
               const BatchNormStatistics& running) const;
  /// Overwrites the gradients of input, scale and shift.
  void backward(float* input_gradient, float* scale_gradient, float* shift_gradient,
                const float* output_gradient, const float* input, const float* scale,
                const BatchNormStatistics& saved) const;

 private:
  cudnnHandle_t handle_;
  BatchNormShape shape_;
  TensorDescriptor values_;
  TensorDescriptor channels_;
};

}  // namespace timbre::cuda
