#include <algorithm>
#include <numeric>

#include "emulator/device.hpp"
#include "gpu/kernel.cuh"

namespace timbre::test {
namespace {

using BarrierTest = EmulatedDevice;

struct Counts {
  int count, any, every;
};

__global__ void count_votes(Counts* out) {
  const int rank = static_cast<int>(threadIdx.x + blockDim.x * threadIdx.y);
  out[rank] = {__syncthreads_count(rank % 3 == 0), __syncthreads_or(rank == 90),
               __syncthreads_and(rank < 90)};
}

TEST_F(BarrierTest, CountsTheVotesOfABlock) {
  in_every_order([] {
    DeviceArray<Counts> out(90);
    gpu::launch<count_votes>({.grid = 1, .block = dim3(10, 9)}, out.get());
    for (const Counts& counts : out.values()) {
      EXPECT_EQ(counts.count, 30);
      EXPECT_FALSE(counts.any);
      EXPECT_TRUE(counts.every);
    }
  });
}

// Inclusive sums within a block by Hillis and Steele's steps.
__global__ void scan(const int* in, int* out) {
  __shared__ int sums[2][256];
  const unsigned rank = threadIdx.x;
  int from = 0;
  sums[from][rank] = in[rank];
  for (unsigned distance = 1; distance < blockDim.x; distance *= 2) {
    __syncthreads();
    const int left = rank >= distance ? sums[from][rank - distance] : 0;
    sums[1 - from][rank] = sums[from][rank] + left;
    from = 1 - from;
  }
  out[rank] = sums[from][rank];
}

TEST_F(BarrierTest, ScansABlock) {
  in_every_order([] {
    std::vector<int> numbers(256);
    std::iota(numbers.begin(), numbers.end(), -100);
    std::vector<int> sums(256);
    std::partial_sum(numbers.begin(), numbers.end(), sums.begin());
    DeviceArray<int> in(numbers), out(256);
    gpu::launch<scan>({.grid = 1, .block = 256}, in.get(), out.get());
    EXPECT_EQ(out.values(), sums);
  });
}

// The sum of a block, first within warps, then of the warps' sums; integers, so exact in any order.
__global__ void sum(const int* in, int count, int* out) {
  __shared__ int of_warp[32];
  int mine = 0;
  for (int index = static_cast<int>(threadIdx.x); index < count; index += blockDim.x)
    mine += in[index];
  for (int distance = 16; distance > 0; distance /= 2)
    mine += __shfl_down_sync(0xffffffffu, mine, distance);
  const unsigned lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  if (lane == 0) of_warp[warp] = mine;
  __syncthreads();
  if (warp > 0) return;
  mine = lane < blockDim.x / 32 ? of_warp[lane] : 0;
  for (int distance = 16; distance > 0; distance /= 2)
    mine += __shfl_down_sync(0xffffffffu, mine, distance);
  if (lane == 0) *out = mine;
}

TEST_F(BarrierTest, ReducesABlock) {
  in_every_order([] {
    std::vector<int> numbers(1000);
    std::iota(numbers.begin(), numbers.end(), 0);
    DeviceArray<int> in(numbers), out(1);
    gpu::launch<sum>({.grid = 1, .block = 256}, in.get(), 1000, out.get());
    EXPECT_EQ(out.values()[0], 499500);
  });
}

}  // namespace
}  // namespace timbre::test
