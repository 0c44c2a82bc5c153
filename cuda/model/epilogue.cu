// What follows a layer's sums: bias, max pooling, relu and dropout in one pass over memory each
// way. Layouts are [batch, rows, columns, channels]; a thread takes 4 neighbouring channels where
// their number allows it, so that one block of Philox words is one thread's.
//
// Forward reads the sums once and writes outputs and a byte for each. Backward reads gradients and
// bytes and writes the sums' gradient; the bias's gradient costs no further pass. With windows of
// p x p, per output: 4 p^2 + 5 bytes forward, 4 p^2 + 5 backward; about 60 integer operations for
// the mask. Bound on an H100: 3.35 TB/s; for document 001's first layer (batch 64, sums
// 60x41x48, 2x2) 12 us each way.
#include "model/epilogue.hpp"

#include <algorithm>

#include "gpu/kernel.cuh"
// After the keywords.
#include "model/channel_sums.cuh"
#include "model/epilogue.cuh"

namespace timbre::cuda {
namespace {

constexpr unsigned threads = 256;
constexpr unsigned most_blocks_y = 1024;  // they fill any device; further examples take turns

template <int Width>
__global__ void __launch_bounds__(threads)
    apply_epilogue(EpilogueShape shape, EpilogueRule rule, EpilogueForward forward) {
  const std::uint32_t element = (blockIdx.x * threads + threadIdx.x) * Width;
  if (element >= shape.output_size()) return;
  const OutputPlace place(shape, element);
  for (std::int64_t example = blockIdx.y; example < shape.batch; example += gridDim.y) {
    const float* const sums = forward.sums + example * shape.input_size() + place.channel;
    int passed[Width];
    Pack<Width> value = pooled<Width>(shape, place.corner, passed, [&](std::uint32_t pixel) {
      return load_pack<Width>(sums + pixel * shape.channels);
    });
    if (forward.bias != nullptr) {
      const Pack<Width> bias = load_pack<Width>(forward.bias + place.channel);
      for (int i = 0; i < Width; ++i) value.value[i] += bias.value[i];
    }
    finish_outputs<Width>(shape, rule, forward, example, place, value, passed);
  }
}

// Gradient of one pack of the sums, at `pixel` of the whole batch.
template <int Width>
__device__ Pack<Width> sums_gradient(const EpilogueShape& shape, float scale,
                                     const EpilogueBackward& backward, std::int64_t pixel,
                                     std::uint32_t channel) {
  if (backward.passed == nullptr) {
    return load_pack<Width>(backward.output_gradient + pixel * shape.channels + channel);
  }
  const std::uint32_t pixels = shape.rows * shape.columns;
  const std::int64_t example = pixel / pixels;
  const auto within = static_cast<std::uint32_t>(pixel % pixels);
  const std::uint32_t row = within / shape.columns;
  const std::uint32_t column = within % shape.columns;
  const std::uint32_t output_row = row / shape.pool;
  const std::uint32_t output_column = column / shape.pool;
  Pack<Width> gradient{};
  if (output_row >= shape.output_rows() || output_column >= shape.output_columns()) return gradient;
  const std::int64_t source =
      example * shape.output_size() +
      (output_row * shape.output_columns() + output_column) * shape.channels + channel;
  const std::uint32_t place = row % shape.pool * shape.pool + column % shape.pool;
  const Pack<Width> arriving = load_pack<Width>(backward.output_gradient + source);
  for (int i = 0; i < Width; ++i) {
    if (backward.passed[source + i] == place) gradient.value[i] = arriving.value[i] * scale;
  }
  return gradient;
}

template <int Width>
__global__ void __launch_bounds__(threads)
    spread_gradient(EpilogueShape shape, float scale, std::uint32_t rounds,
                    EpilogueBackward backward) {
  __shared__ LaneSums<Width> shared;
  const std::uint32_t channel = (blockIdx.x * blockDim.x + threadIdx.x) * Width;
  const std::int64_t pixels = shape.pixels();
  std::int64_t pixel = std::int64_t{blockIdx.y} * rounds * blockDim.y + threadIdx.y;
  Pack<Width> sum[1] = {};
  for (std::uint32_t round = 0; round < rounds; ++round, pixel += blockDim.y) {
    if (channel >= shape.channels || pixel >= pixels) break;
    const Pack<Width> gradient = sums_gradient<Width>(shape, scale, backward, pixel, channel);
    if (backward.sums_gradient != nullptr) {
      store_pack<Width>(backward.sums_gradient + pixel * shape.channels + channel, gradient);
    }
    for (int i = 0; i < Width; ++i) sum[0].value[i] += gradient.value[i];
  }
  if (backward.bias_gradient == nullptr) return;
  sum_over_strips<1, Width>(sum, channel, shape.channels, backward.partial, backward.arrived,
                            shared, [&](int, const Pack<Width>& total) {
                              store_pack<Width>(backward.bias_gradient + channel, total);
                            });
}

template <int Width>
void launch_forward(const EpilogueShape& shape, const EpilogueRule& rule,
                    const EpilogueForward& forward, cudaStream_t stream) {
  constexpr unsigned values_per_block = threads * Width;
  const unsigned blocks = (shape.output_size() + values_per_block - 1) / values_per_block;
  const auto examples = static_cast<unsigned>(std::min<std::int64_t>(shape.batch, most_blocks_y));
  gpu::launch<apply_epilogue<Width>>(
      {.grid = {blocks, examples}, .block = threads, .stream = stream}, shape, rule, forward);
}

template <int Width>
void launch_backward(const EpilogueShape& shape, const ChannelTiling& tiling, float scale,
                     const EpilogueBackward& backward, cudaStream_t stream) {
  gpu::launch<spread_gradient<Width>>({.grid = {tiling.tiles, tiling.strips},
                                       .block = {tiling.tile, tiling.lanes},
                                       .stream = stream},
                                      shape, scale, tiling.rounds, backward);
}

ChannelTiling tiling_of(const EpilogueShape& shape) {
  return ChannelTiling::of(shape.pixels(), shape.channels);
}

}  // namespace

EpilogueShape EpilogueShape::of(std::int64_t batch, const Shape& sums,
                                const model::Epilogue& epilogue) {
  const auto size = [](std::int64_t value) { return static_cast<std::uint32_t>(value); };
  if (sums.size() != 3) return {batch, 1, 1, size(element_count(sums)), 1};
  return {batch, size(sums[0]), size(sums[1]), size(sums[2]), size(epilogue.pool)};
}

void epilogue_forward(const EpilogueShape& shape, const model::Epilogue& epilogue,
                      const EpilogueForward& forward, cudaStream_t stream) {
  const EpilogueRule rule = EpilogueRule::of(epilogue);
  if (shape.channels % 4 == 0) return launch_forward<4>(shape, rule, forward, stream);
  launch_forward<1>(shape, rule, forward, stream);
}

void epilogue_backward(const EpilogueShape& shape, const model::Epilogue& epilogue,
                       const EpilogueBackward& backward, cudaStream_t stream) {
  const ChannelTiling tiling = tiling_of(shape);
  const float scale = EpilogueRule::of(epilogue).dropout.scale;
  if (tiling.width == 4) return launch_backward<4>(shape, tiling, scale, backward, stream);
  launch_backward<1>(shape, tiling, scale, backward, stream);
}

std::int64_t bias_partial_size(const EpilogueShape& shape) {
  return std::int64_t{tiling_of(shape).strips} * shape.channels;
}

std::int64_t bias_counters(const EpilogueShape& shape) {
  return tiling_of(shape).tiles;
}

}  // namespace timbre::cuda
