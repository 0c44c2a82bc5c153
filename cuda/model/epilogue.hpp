#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

#include "model/lowering.hpp"
#include "model/pass_state.hpp"

namespace timbre::cuda {

/// The pictures that an epilogue is applied to; flat values are channels of a single pixel.
struct EpilogueShape {
  std::int64_t batch = 1;
  std::uint32_t rows = 1;  ///< of the sums, before pooling
  std::uint32_t columns = 1;
  std::uint32_t channels = 1;
  std::uint32_t pool = 1;

  /// `sums` is the shape of one example, [rows, columns, channels] or [units].
  static EpilogueShape of(std::int64_t batch, const Shape& sums, const model::Epilogue& epilogue);

  TIMBRE_HOST_DEVICE std::uint32_t output_rows() const { return rows / pool; }
  TIMBRE_HOST_DEVICE std::uint32_t output_columns() const { return columns / pool; }
  TIMBRE_HOST_DEVICE std::uint32_t output_size() const {
    return output_rows() * output_columns() * channels;
  }
  TIMBRE_HOST_DEVICE std::uint32_t input_size() const { return rows * columns * channels; }
  TIMBRE_HOST_DEVICE std::int64_t pixels() const { return batch * rows * columns; }
};

/// Maximum over windows, + bias, relu, dropout: the formula of model/pooling.hpp and dropout.hpp.
struct EpilogueForward {
  const float* sums = nullptr;            ///< [batch, rows, columns, channels]
  const float* bias = nullptr;            ///< [channels]; null: none
  float* output = nullptr;                ///< [batch, output size]; may be `sums` without pooling
  std::uint8_t* passed = nullptr;         ///< like output; null: not kept
  const std::int32_t* example = nullptr;  ///< [batch], which keys dropout
  const PassState* state = nullptr;
};
void epilogue_forward(const EpilogueShape& shape, const model::Epilogue& epilogue,
                      const EpilogueForward& forward, cudaStream_t stream);

/// The gradient of the sums, and the bias's, which is its sum over batch and pixels. Rows past the
/// valid ones take part: their gradient is zero. All is overwritten.
struct EpilogueBackward {
  const float* output_gradient = nullptr;  ///< [batch, output size]
  const std::uint8_t* passed = nullptr;    ///< null: everything passes
  float* sums_gradient = nullptr;          ///< [batch, rows, columns, channels]; null: not wanted
  float* bias_gradient = nullptr;          ///< [channels]; null: not wanted
  float* partial = nullptr;                ///< bias_partial_size floats, for a bias gradient
  unsigned* arrived = nullptr;             ///< bias_counters zeros, for a bias gradient
};
void epilogue_backward(const EpilogueShape& shape, const model::Epilogue& epilogue,
                       const EpilogueBackward& backward, cudaStream_t stream);

std::int64_t bias_partial_size(const EpilogueShape& shape);
std::int64_t bias_counters(const EpilogueShape& shape);

}  // namespace timbre::cuda
