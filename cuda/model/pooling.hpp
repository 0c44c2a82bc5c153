#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

#include "timbre/core/host_device.hpp"

namespace timbre::cuda {

/// Pictures [batch, rows, columns, channels] under windows; what no window covers is cut off.
struct WindowShape {
  std::int64_t batch = 1;
  std::uint32_t rows = 1;
  std::uint32_t columns = 1;
  std::uint32_t channels = 1;
  std::uint32_t window_rows = 1;
  std::uint32_t window_columns = 1;
  std::uint32_t stride_rows = 0;  ///< from one window to the next; 0: side by side
  std::uint32_t stride_columns = 0;
  std::uint32_t pad = 0;  ///< pixels beyond each side, which no window counts

  TIMBRE_HOST_DEVICE std::uint32_t row_stride() const {
    return stride_rows == 0 ? window_rows : stride_rows;
  }
  TIMBRE_HOST_DEVICE std::uint32_t column_stride() const {
    return stride_columns == 0 ? window_columns : stride_columns;
  }
  TIMBRE_HOST_DEVICE std::uint32_t output_rows() const {
    return (rows + 2 * pad - window_rows) / row_stride() + 1;
  }
  TIMBRE_HOST_DEVICE std::uint32_t output_columns() const {
    return (columns + 2 * pad - window_columns) / column_stride() + 1;
  }
  TIMBRE_HOST_DEVICE std::int64_t input_size() const {
    return std::int64_t{rows} * columns * channels;
  }
  TIMBRE_HOST_DEVICE std::int64_t output_size() const {
    return std::int64_t{output_rows()} * output_columns() * channels;
  }
};

/// output [batch, output size]: the mean of each window, of which none goes beyond the picture.
void average_windows(const WindowShape& shape, float* output, const float* input,
                     cudaStream_t stream);
void spread_averages(const WindowShape& shape, float* input_gradient, const float* output_gradient,
                     cudaStream_t stream);

/// output [batch, output size]: the first of the largest values of each window, whose place in its
/// window goes to `from`; NaN passes.
void find_maxima(const WindowShape& shape, float* output, std::int32_t* from, const float* input,
                 cudaStream_t stream);
void spread_maxima(const WindowShape& shape, float* input_gradient, const float* output_gradient,
                   const std::int32_t* from, cudaStream_t stream);

}  // namespace timbre::cuda
