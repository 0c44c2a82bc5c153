#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

#include "model/pass_state.hpp"

namespace timbre::cuda {

/// Values [batch, pixels, channels], of which the examples that count are the pass's `rows`.
struct NormShape {
  std::int64_t batch = 1;
  std::uint32_t pixels = 1;
  std::uint32_t channels = 1;
  double epsilon = 1e-3;
};

/// Each [channels].
struct NormStatistics {
  float* mean = nullptr;
  float* inverse = nullptr;  ///< 1 / deviation
};

/// Measures the batch and lets the running statistics follow it.
struct NormMeasure {
  const float* input = nullptr;
  NormStatistics statistics;
  float* moving_mean = nullptr;
  float* moving_variance = nullptr;
  double share = 0.0;           ///< of the batch in the running statistics
  bool cumulative = false;      ///< these become means over the pass instead
  float* partial = nullptr;     ///< norm_partial_size floats
  unsigned* arrived = nullptr;  ///< norm_counters zeros
  const PassState* state = nullptr;
};
void measure_norm(const NormShape& shape, const NormMeasure& measure, cudaStream_t stream);

/// The running statistics as those of the step.
void take_running_norm(const NormShape& shape, const NormStatistics& statistics,
                       const float* moving_mean, const float* moving_variance, cudaStream_t stream);

/// The formula of model/batch_norm.hpp.
void normalise(const NormShape& shape, float* output, const float* input,
               const NormStatistics& statistics, const float* gamma, const float* beta,
               cudaStream_t stream);

/// Overwrites the gradients of gamma and beta: sums over the examples that count.
struct NormGradientSums {
  const float* output_gradient = nullptr;
  const float* input = nullptr;
  NormStatistics statistics;
  float* gamma_gradient = nullptr;
  float* beta_gradient = nullptr;
  float* partial = nullptr;
  unsigned* arrived = nullptr;
  const PassState* state = nullptr;
};
void sum_norm_gradients(const NormShape& shape, const NormGradientSums& sums, cudaStream_t stream);

/// Overwrites the gradient of the input, which is 0 in rows past those that count.
struct NormInputGradient {
  float* input_gradient = nullptr;
  const float* output_gradient = nullptr;
  const float* input = nullptr;
  NormStatistics statistics;
  const float* gamma = nullptr;
  const float* gamma_gradient = nullptr;  ///< null: with running statistics
  const float* beta_gradient = nullptr;
  const PassState* state = nullptr;
};
void norm_input_gradient(const NormShape& shape, const NormInputGradient& gradient,
                         cudaStream_t stream);

std::int64_t norm_partial_size(const NormShape& shape);
std::int64_t norm_counters(const NormShape& shape);

}  // namespace timbre::cuda
