// A 1x1 convolution of few input channels within its epilogue. The sums, many times larger than the
// input, are never written: forward reads the input and writes outputs and their bytes; backward
// reads gradients, bytes and, for each, the one input pixel that the output came from. Layouts are
// [batch, rows, columns, channels]; a thread takes 4 neighbouring channels where their number
// allows it.
//
// For document 001's first layers (batch 64, 60x41, 2 -> 48, 2x2) that is 11 MB each way instead of
// 70 MB through a matrix product: 3.2 us on an H100 at 3.35 TB/s; 0.03 GFLOP.
#include "model/narrow.hpp"

#include <algorithm>

#include "gpu/kernel.cuh"
#include "timbre/core/error.hpp"
// After the keywords.
#include "model/channel_sums.cuh"
#include "model/epilogue.cuh"

namespace timbre::cuda {
namespace {

constexpr unsigned threads = 256;
constexpr unsigned most_blocks_y = 1024;  // they fill any device; further examples take turns

template <int In, int Width>
__global__ void __launch_bounds__(threads)
    apply_narrow(EpilogueShape shape, EpilogueRule rule, const float* kernel,
                 EpilogueForward forward) {
  const std::uint32_t element = (blockIdx.x * threads + threadIdx.x) * Width;
  if (element >= shape.output_size()) return;
  const OutputPlace place(shape, element);
  Pack<Width> weights[In];
  for (int k = 0; k < In; ++k) {
    weights[k] = load_pack<Width>(kernel + k * shape.channels + place.channel);
  }
  const Pack<Width> bias = load_pack<Width>(forward.bias + place.channel);
  const std::int64_t input_size = std::int64_t{shape.rows} * shape.columns * In;
  for (std::int64_t example = blockIdx.y; example < shape.batch; example += gridDim.y) {
    const float* const input = forward.sums + example * input_size;
    int passed[Width];
    Pack<Width> value = pooled<Width>(shape, place.corner, passed, [&](std::uint32_t pixel) {
      Pack<Width> sums{};
      for (int k = 0; k < In; ++k) {
        const float factor = input[pixel * In + k];
        for (int i = 0; i < Width; ++i) sums.value[i] += factor * weights[k].value[i];
      }
      return sums;
    });
    for (int i = 0; i < Width; ++i) value.value[i] += bias.value[i];
    finish_outputs<Width>(shape, rule, forward, example, place, value, passed);
  }
}

// Pixels of the whole batch's output.
TIMBRE_HOST_DEVICE std::int64_t output_pixels(const EpilogueShape& shape) {
  return shape.batch * shape.output_rows() * shape.output_columns();
}

// Adds one output pixel's part to the gradients: of the kernel's rows, then of the bias.
template <int In, int Width>
__device__ void add_pixel(const EpilogueShape& shape, float scale, const NarrowBackward& backward,
                          std::int64_t pixel, std::uint32_t channel, Pack<Width> (&sums)[In + 1]) {
  const std::uint32_t pixels = shape.output_rows() * shape.output_columns();
  const std::int64_t example = pixel / pixels;
  const auto within = static_cast<std::uint32_t>(pixel % pixels);
  const std::uint32_t row = within / shape.output_columns() * shape.pool;
  const std::uint32_t column = within % shape.output_columns() * shape.pool;
  const float* const picture =
      backward.input + example * (std::int64_t{shape.rows} * shape.columns * In);
  const std::int64_t source = pixel * shape.channels + channel;
  const Pack<Width> arriving = load_pack<Width>(backward.output_gradient + source);
  for (int i = 0; i < Width; ++i) {
    const std::uint32_t place = backward.passed == nullptr ? 0 : backward.passed[source + i];
    if (place == shape.pool * shape.pool) continue;  // nothing passes
    const float gradient = arriving.value[i] * scale;
    const std::uint32_t from =
        (row + place / shape.pool) * shape.columns + column + place % shape.pool;
    for (int k = 0; k < In; ++k) sums[k].value[i] += gradient * picture[from * In + k];
    sums[In].value[i] += gradient;
  }
}

template <int In, int Width>
__global__ void __launch_bounds__(threads)
    sum_narrow_gradient(EpilogueShape shape, float scale, std::uint32_t rounds,
                        NarrowBackward backward) {
  __shared__ LaneSums<Width> shared;
  const std::uint32_t channel = (blockIdx.x * blockDim.x + threadIdx.x) * Width;
  const std::int64_t pixels = output_pixels(shape);
  std::int64_t pixel = std::int64_t{blockIdx.y} * rounds * blockDim.y + threadIdx.y;
  Pack<Width> sums[In + 1] = {};
  for (std::uint32_t round = 0; round < rounds; ++round, pixel += blockDim.y) {
    if (channel >= shape.channels || pixel >= pixels) break;
    add_pixel<In, Width>(shape, scale, backward, pixel, channel, sums);
  }
  sum_over_strips<In + 1, Width>(sums, channel, shape.channels, backward.partial, backward.arrived,
                                 shared, [&](int row, const Pack<Width>& total) {
                                   float* const target =
                                       row < In ? backward.gradient.kernel + row * shape.channels
                                                : backward.gradient.bias;
                                   store_pack<Width>(target + channel, total);
                                 });
}

template <int In, int Width>
void launch_forward(const EpilogueShape& shape, const EpilogueRule& rule, const float* kernel,
                    const EpilogueForward& forward, cudaStream_t stream) {
  constexpr unsigned values_per_block = threads * Width;
  const unsigned blocks = (shape.output_size() + values_per_block - 1) / values_per_block;
  const auto examples = static_cast<unsigned>(std::min<std::int64_t>(shape.batch, most_blocks_y));
  gpu::launch<apply_narrow<In, Width>>(
      {.grid = {blocks, examples}, .block = threads, .stream = stream}, shape, rule, kernel,
      forward);
}

ChannelTiling tiling_of(const EpilogueShape& shape) {
  return ChannelTiling::of(output_pixels(shape), shape.channels);
}

template <int In, int Width>
void launch_backward(const EpilogueShape& shape, float scale, const NarrowBackward& backward,
                     cudaStream_t stream) {
  const ChannelTiling tiling = tiling_of(shape);
  gpu::launch<sum_narrow_gradient<In, Width>>({.grid = {tiling.tiles, tiling.strips},
                                               .block = {tiling.tile, tiling.lanes},
                                               .stream = stream},
                                              shape, scale, tiling.rounds, backward);
}

// Calls body with the number of input channels and the width of packs as constants.
template <typename Body>
void with_constants(const EpilogueShape& shape, std::uint32_t in, const Body& body) {
  const auto with_width = [&]<int In>() {
    if (shape.channels % 4 == 0) return body.template operator()<In, 4>();
    return body.template operator()<In, 1>();
  };
  switch (in) {
    case 1:
      return with_width.template operator()<1>();
    case 2:
      return with_width.template operator()<2>();
    case 3:
      return with_width.template operator()<3>();
    case 4:
      return with_width.template operator()<4>();
    default:
      throw ContractError("a narrow convolution has at most 4 input channels");
  }
}

}  // namespace

void narrow_forward(const EpilogueShape& shape, std::uint32_t in, const model::Epilogue& epilogue,
                    const float* kernel, const EpilogueForward& forward, cudaStream_t stream) {
  const EpilogueRule rule = EpilogueRule::of(epilogue);
  with_constants(shape, in, [&]<int In, int Width>() {
    launch_forward<In, Width>(shape, rule, kernel, forward, stream);
  });
}

void narrow_backward(const EpilogueShape& shape, std::uint32_t in, const model::Epilogue& epilogue,
                     const NarrowBackward& backward, cudaStream_t stream) {
  const float scale = EpilogueRule::of(epilogue).dropout.scale;
  with_constants(shape, in, [&]<int In, int Width>() {
    launch_backward<In, Width>(shape, scale, backward, stream);
  });
}

std::int64_t narrow_partial_size(const EpilogueShape& shape, std::uint32_t in) {
  return std::int64_t{tiling_of(shape).strips} * (in + 1) * shape.channels;
}

std::int64_t narrow_counters(const EpilogueShape& shape) {
  return tiling_of(shape).tiles;
}

}  // namespace timbre::cuda
