// Average pooling, and maxima over windows that are large or overlap. A thread makes one value,
// neighbours in a warp neighbouring channels: of the output it reads its window, of the input's
// gradient one value of each window over it, which where windows overlap the caches serve.
// Each way moves inputs and outputs once; bound on an H100: 3.35 TB/s.
#include "model/pooling.hpp"

#include "gpu/kernel.cuh"
#include "timbre/model/pooling.hpp"

namespace timbre::cuda {
namespace {

constexpr unsigned threads = 256;

// Positions of one side, from `first` to before `end`.
struct Range {
  std::uint32_t first, end;
};

// Positions in window number `window` that lie in the picture.
__device__ Range inside(std::uint32_t window, std::uint32_t size, std::uint32_t stride,
                        std::uint32_t pad, std::uint32_t pixels) {
  const std::uint32_t begin = window * stride;
  return {pad > begin ? pad - begin : 0, min(size, pixels + pad - begin)};
}

// Windows that lie over pixel `pixel`.
__device__ Range over(std::uint32_t pixel, std::uint32_t size, std::uint32_t stride,
                      std::uint32_t pad, std::uint32_t windows) {
  const std::uint32_t at = pixel + pad;
  return {at < size ? 0 : (at - size) / stride + 1, min(at / stride + 1, windows)};
}

// An output's window: calls body(offset in the picture of the input, place in the window).
template <typename Body>
__device__ void for_each_in_window(const WindowShape& shape, std::int64_t element,
                                   const Body& body) {
  const auto channel = static_cast<std::uint32_t>(element % shape.channels);
  const auto window = static_cast<std::uint32_t>(element / shape.channels);
  const std::uint32_t row = window / shape.output_columns();
  const std::uint32_t column = window % shape.output_columns();
  const Range down = inside(row, shape.window_rows, shape.row_stride(), shape.pad, shape.rows);
  const Range along =
      inside(column, shape.window_columns, shape.column_stride(), shape.pad, shape.columns);
  for (std::uint32_t i = down.first; i < down.end; ++i) {
    for (std::uint32_t j = along.first; j < along.end; ++j) {
      const std::uint32_t picture_row = row * shape.row_stride() + i - shape.pad;
      const std::uint32_t picture_column = column * shape.column_stride() + j - shape.pad;
      const std::int64_t pixel = std::int64_t{picture_row} * shape.columns + picture_column;
      body(pixel * shape.channels + channel,
           static_cast<std::int32_t>(i * shape.window_columns + j));
    }
  }
}

// The windows over an input: calls body(output, place of the input in the window).
template <typename Body>
__device__ void for_each_window_over(const WindowShape& shape, std::int64_t element,
                                     const Body& body) {
  const auto channel = static_cast<std::uint32_t>(element % shape.channels);
  const auto pixel = static_cast<std::uint32_t>(element / shape.channels);
  const std::uint32_t row = pixel / shape.columns;
  const std::uint32_t column = pixel % shape.columns;
  const Range down =
      over(row, shape.window_rows, shape.row_stride(), shape.pad, shape.output_rows());
  const Range along =
      over(column, shape.window_columns, shape.column_stride(), shape.pad, shape.output_columns());
  for (std::uint32_t i = down.first; i < down.end; ++i) {
    for (std::uint32_t j = along.first; j < along.end; ++j) {
      const std::int64_t window = std::int64_t{i} * shape.output_columns() + j;
      const std::uint32_t place_row = row + shape.pad - i * shape.row_stride();
      const std::uint32_t place_column = column + shape.pad - j * shape.column_stride();
      body(window * shape.channels + channel,
           static_cast<std::int32_t>(place_row * shape.window_columns + place_column));
    }
  }
}

__device__ std::int64_t own_index() {
  return std::int64_t{blockIdx.x} * threads + threadIdx.x;
}

__global__ void __launch_bounds__(threads)
    average(WindowShape shape, float* output, const float* input) {
  const std::int64_t index = own_index();
  if (index >= shape.batch * shape.output_size()) return;
  const float* const picture = input + index / shape.output_size() * shape.input_size();
  float sum = 0.0f;
  for_each_in_window(shape, index % shape.output_size(),
                     [&](std::int64_t from, std::int32_t) { sum += picture[from]; });
  output[index] = sum / static_cast<float>(shape.window_rows * shape.window_columns);
}

__global__ void __launch_bounds__(threads)
    spread_average(WindowShape shape, float* input_gradient, const float* output_gradient) {
  const std::int64_t index = own_index();
  if (index >= shape.batch * shape.input_size()) return;
  const float* const arriving = output_gradient + index / shape.input_size() * shape.output_size();
  const float share = 1.0f / static_cast<float>(shape.window_rows * shape.window_columns);
  float sum = 0.0f;
  for_each_window_over(shape, index % shape.input_size(),
                       [&](std::int64_t output, std::int32_t) { sum += share * arriving[output]; });
  input_gradient[index] = sum;
}

__global__ void __launch_bounds__(threads)
    maximum(WindowShape shape, float* output, std::int32_t* from, const float* input) {
  const std::int64_t index = own_index();
  if (index >= shape.batch * shape.output_size()) return;
  const float* const picture = input + index / shape.output_size() * shape.input_size();
  float highest = 0.0f;
  std::int32_t best = -1;
  for_each_in_window(shape, index % shape.output_size(), [&](std::int64_t at, std::int32_t place) {
    const float value = picture[at];
    if (best >= 0 && !model::becomes_maximum(value, highest)) return;
    highest = value;
    best = place;
  });
  output[index] = highest;
  from[index] = best;
}

__global__ void __launch_bounds__(threads)
    spread_maximum(WindowShape shape, float* input_gradient, const float* output_gradient,
                   const std::int32_t* from) {
  const std::int64_t index = own_index();
  if (index >= shape.batch * shape.input_size()) return;
  const std::int64_t first = index / shape.input_size() * shape.output_size();
  float sum = 0.0f;
  for_each_window_over(shape, index % shape.input_size(),
                       [&](std::int64_t output, std::int32_t place) {
                         if (from[first + output] == place) sum += output_gradient[first + output];
                       });
  input_gradient[index] = sum;
}

gpu::Launch shape_of(std::int64_t count, cudaStream_t stream) {
  return {.grid = static_cast<unsigned>((count + threads - 1) / threads),
          .block = threads,
          .stream = stream};
}

}  // namespace

void average_windows(const WindowShape& shape, float* output, const float* input,
                     cudaStream_t stream) {
  gpu::launch<average>(shape_of(shape.batch * shape.output_size(), stream), shape, output, input);
}

void spread_averages(const WindowShape& shape, float* input_gradient, const float* output_gradient,
                     cudaStream_t stream) {
  gpu::launch<spread_average>(shape_of(shape.batch * shape.input_size(), stream), shape,
                              input_gradient, output_gradient);
}

void find_maxima(const WindowShape& shape, float* output, std::int32_t* from, const float* input,
                 cudaStream_t stream) {
  gpu::launch<maximum>(shape_of(shape.batch * shape.output_size(), stream), shape, output, from,
                       input);
}

void spread_maxima(const WindowShape& shape, float* input_gradient, const float* output_gradient,
                   const std::int32_t* from, cudaStream_t stream) {
  gpu::launch<spread_maximum>(shape_of(shape.batch * shape.input_size(), stream), shape,
                              input_gradient, output_gradient, from);
}

}  // namespace timbre::cuda
