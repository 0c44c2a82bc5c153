#include <cooperative_groups.h>
#include <cooperative_groups/reduce.h>

#include "emulator/device.hpp"
#include "gpu/kernel.cuh"

namespace timbre::test {
namespace {

namespace cg = cooperative_groups;
using TilesTest = EmulatedDevice;

template <unsigned Size>
__global__ void reduce_tiles(const float* in, float* sums, float* largest) {
  const cg::thread_block block = cg::this_thread_block();
  const auto tile = cg::tiled_partition<Size>(block);
  const float mine = in[block.thread_rank()];
  const float sum = cg::reduce(tile, mine, cg::plus<float>());
  const float most = cg::reduce(tile, mine, cg::greater<float>());
  if (tile.thread_rank() == 0) {
    sums[tile.meta_group_rank()] = sum;
    largest[tile.meta_group_rank()] = most;
  }
  block.sync();
}

template <unsigned Size>
void expect_reduced() {
  std::vector<float> numbers(64);
  for (std::size_t index = 0; index < numbers.size(); ++index)
    numbers[index] = static_cast<float>(index);
  DeviceArray<float> in(numbers), sums(64 / Size), largest(64 / Size);
  gpu::launch<reduce_tiles<Size>>({.grid = 1, .block = dim3(8, 8)}, in.get(), sums.get(),
                                  largest.get());
  for (unsigned tile = 0; tile < 64 / Size; ++tile) {
    const float first = static_cast<float>(tile * Size), last = first + Size - 1;
    EXPECT_EQ(sums.values()[tile], (first + last) / 2 * Size);
    EXPECT_EQ(largest.values()[tile], last);
  }
}

TEST_F(TilesTest, ReduceEverySize) {
  in_every_order([] {
    expect_reduced<32>();
    expect_reduced<16>();
    expect_reduced<8>();
    expect_reduced<1>();
  });
}

struct Exchanged {
  int direct, up, down;
  unsigned ballot;
  int any, every;
};

__global__ void exchange(Exchanged* out) {
  const auto tile = cg::tiled_partition<4>(cg::this_thread_block());
  const int rank = static_cast<int>(threadIdx.x);
  tile.sync();
  out[rank] = {tile.shfl(rank, 2),    tile.shfl_up(rank, 1), tile.shfl_down(rank, 1),
               tile.ballot(rank % 2), tile.any(rank == 5),   tile.all(rank >= 4)};
}

TEST_F(TilesTest, ExchangeWithinATile) {
  DeviceArray<Exchanged> out(32);
  gpu::launch<exchange>({.grid = 1, .block = 32}, out.get());
  const Exchanged fifth = out.values()[5], eighth = out.values()[8];
  EXPECT_EQ(fifth.direct, 6);
  EXPECT_EQ(fifth.up, 4);
  EXPECT_EQ(fifth.down, 6);
  EXPECT_EQ(fifth.ballot, 0b1010u);
  EXPECT_TRUE(fifth.any);
  EXPECT_TRUE(fifth.every);
  EXPECT_EQ(eighth.up, 8);
  EXPECT_FALSE(eighth.any);
  EXPECT_FALSE(out.values()[0].every);
}

}  // namespace
}  // namespace timbre::test
