// Average pooling and maxima over large windows. A thread makes one value, neighbours in a warp
// neighbouring channels: of the output it reads its window, of the input's gradient one value.
// Each way moves inputs and outputs once; bound on an H100: 3.35 TB/s.
#include "model/pooling.hpp"

#include "gpu/kernel.cuh"
#include "timbre/model/pooling.hpp"

namespace timbre::cuda {
namespace {

constexpr unsigned threads = 256;

// An output's window: calls body(offset in the picture of the input, place in the window).
template <typename Body>
__device__ void for_each_in_window(const WindowShape& shape, std::int64_t element,
                                   const Body& body) {
  const auto channel = static_cast<std::uint32_t>(element % shape.channels);
  const auto window = static_cast<std::uint32_t>(element / shape.channels);
  const std::uint32_t row = window / shape.output_columns() * shape.window_rows;
  const std::uint32_t column = window % shape.output_columns() * shape.window_columns;
  std::int32_t place = 0;
  for (std::uint32_t i = 0; i < shape.window_rows; ++i) {
    for (std::uint32_t j = 0; j < shape.window_columns; ++j, ++place) {
      const std::int64_t pixel = std::int64_t{row + i} * shape.columns + column + j;
      body(pixel * shape.channels + channel, place);
    }
  }
}

// Where an input belongs: the output of its window, and its place there.
struct InputPlace {
  std::int64_t output = -1;  // below 0: cut off
  std::int32_t place = 0;
};

__device__ InputPlace place_of(const WindowShape& shape, std::int64_t element) {
  const auto channel = static_cast<std::uint32_t>(element % shape.channels);
  const auto pixel = static_cast<std::uint32_t>(element / shape.channels);
  const std::uint32_t row = pixel / shape.columns;
  const std::uint32_t column = pixel % shape.columns;
  const std::uint32_t window_row = row / shape.window_rows;
  const std::uint32_t window_column = column / shape.window_columns;
  if (window_row >= shape.output_rows() || window_column >= shape.output_columns()) return {};
  const std::int64_t window = std::int64_t{window_row} * shape.output_columns() + window_column;
  return {window * shape.channels + channel,
          static_cast<std::int32_t>(row % shape.window_rows * shape.window_columns +
                                    column % shape.window_columns)};
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
  const InputPlace place = place_of(shape, index % shape.input_size());
  const std::int64_t first = index / shape.input_size() * shape.output_size();
  const float share = 1.0f / static_cast<float>(shape.window_rows * shape.window_columns);
  input_gradient[index] = place.output < 0 ? 0.0f : share * output_gradient[first + place.output];
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
  const InputPlace place = place_of(shape, index % shape.input_size());
  const std::int64_t output = index / shape.input_size() * shape.output_size() + place.output;
  const bool passes = place.output >= 0 && from[output] == place.place;
  input_gradient[index] = passes ? output_gradient[output] : 0.0f;
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
