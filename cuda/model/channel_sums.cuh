#pragma once

// Sums over pixels for each channel, in a fixed order. Kernel files include gpu/kernel.cuh first.
#include "core/pack.cuh"
#include "model/channel_tiling.hpp"
#include "model/last_block.cuh"

namespace timbre::cuda {

/// Floats of shared memory that the sums go through, one plane for each value of a pack.
template <int Width>
using LaneSums = float[Width][ChannelTiling::threads];

/// Sums over the lanes (threadIdx.y) of a block in a fixed tree; the result is that of lane 0.
template <int Width>
__device__ __forceinline__ Pack<Width> sum_over_lanes(Pack<Width> value, LaneSums<Width>& shared) {
  const unsigned self = threadIdx.y * blockDim.x + threadIdx.x;
  for (unsigned half = blockDim.y / 2; half > 0; half /= 2) {
    for (int i = 0; i < Width; ++i) shared[i][self] = value.value[i];
    __syncthreads();
    if (threadIdx.y < half) {
      for (int i = 0; i < Width; ++i) value.value[i] += shared[i][self + half * blockDim.x];
    }
    __syncthreads();
  }
  return value;
}

/// Turns the threads' sums of `Rows` values for each channel into sums over all blocks, in the last
/// block of each tile: `store(row, sum)` is called in its lane 0. `partial` is
/// [strips, Rows, channels], `arrived` [tiles]; every thread of the grid calls this.
template <int Rows, int Width, typename Store>
__device__ __forceinline__ void sum_over_strips(const Pack<Width> (&sums)[Rows],
                                                std::uint32_t channel, std::uint32_t channels,
                                                float* partial, unsigned* arrived,
                                                LaneSums<Width>& shared, const Store& store) {
  const bool inside = channel < channels;
  for (int row = 0; row < Rows; ++row) {
    const Pack<Width> sum = sum_over_lanes<Width>(sums[row], shared);
    if (!inside || threadIdx.y != 0) continue;
    store_pack<Width>(partial + (std::int64_t{blockIdx.y} * Rows + row) * channels + channel, sum);
  }
  if (!is_last_block(arrived + blockIdx.x, gridDim.y)) return;
  for (int row = 0; row < Rows; ++row) {
    Pack<Width> sum{};
    for (unsigned strip = threadIdx.y; inside && strip < gridDim.y; strip += blockDim.y) {
      const float* const part = partial + (std::int64_t{strip} * Rows + row) * channels + channel;
      for (int i = 0; i < Width; ++i) sum.value[i] += __ldcg(part + i);
    }
    sum = sum_over_lanes<Width>(sum, shared);
    if (inside && threadIdx.y == 0) store(row, sum);
  }
}

}  // namespace timbre::cuda
