// Maximum and mean of each channel of a picture in one pass. Forward: a thread takes a channel,
// neighbours in a warp neighbouring ones, and reads the picture once: 4 bytes and 2 operations for
// each value. Backward: a thread makes one value of the input's gradient, 4 bytes; the two
// gradients and the place of each channel stay in the caches. Bound on an H100: 3.35 TB/s.
#include "model/concat_pool.hpp"

#include "gpu/kernel.cuh"
#include "timbre/model/pooling.hpp"

namespace timbre::cuda {
namespace {

constexpr unsigned threads = 128;

__device__ std::int64_t own_index() {
  return std::int64_t{blockIdx.x} * threads + threadIdx.x;
}

__global__ void __launch_bounds__(threads)
    concat_pool(ConcatPoolShape shape, float* output, std::int32_t* from, const float* input) {
  const std::int64_t index = own_index();
  if (index >= shape.batch * shape.channels) return;
  const std::int64_t example = index / shape.channels;
  const std::int64_t channel = index % shape.channels;
  const float* value = input + example * shape.pixels * shape.channels + channel;
  float highest = *value;
  float sum = highest;
  std::int32_t best = 0;
  for (std::uint32_t pixel = 1; pixel < shape.pixels; ++pixel) {
    value += shape.channels;
    sum += *value;
    if (!model::becomes_maximum(*value, highest)) continue;
    highest = *value;
    best = static_cast<std::int32_t>(pixel);
  }
  float* const own = output + 2 * example * shape.channels + channel;
  own[0] = highest;
  own[shape.channels] = sum / static_cast<float>(shape.pixels);
  from[index] = best;
}

__global__ void __launch_bounds__(threads)
    spread_concat_pool(ConcatPoolShape shape, float* input_gradient, const float* output_gradient,
                       const std::int32_t* from) {
  const std::int64_t index = own_index();
  if (index >= shape.batch * shape.pixels * shape.channels) return;
  const std::int64_t channel = index % shape.channels;
  const auto pixel = static_cast<std::int32_t>(index / shape.channels % shape.pixels);
  const std::int64_t example = index / shape.channels / shape.pixels;
  const float* const arriving = output_gradient + 2 * example * shape.channels + channel;
  const float mean = arriving[shape.channels] / static_cast<float>(shape.pixels);
  const bool is_maximum = from[example * shape.channels + channel] == pixel;
  input_gradient[index] = is_maximum ? mean + arriving[0] : mean;
}

gpu::Launch shape_of(std::int64_t count, cudaStream_t stream) {
  return {.grid = static_cast<unsigned>((count + threads - 1) / threads),
          .block = threads,
          .stream = stream};
}

}  // namespace

void pool_concat(const ConcatPoolShape& shape, float* output, std::int32_t* from,
                 const float* input, cudaStream_t stream) {
  gpu::launch<concat_pool>(shape_of(shape.batch * shape.channels, stream), shape, output, from,
                           input);
}

void spread_concat(const ConcatPoolShape& shape, float* input_gradient,
                   const float* output_gradient, const std::int32_t* from, cudaStream_t stream) {
  gpu::launch<spread_concat_pool>(shape_of(shape.batch * shape.pixels * shape.channels, stream),
                                  shape, input_gradient, output_gradient, from);
}

}  // namespace timbre::cuda
