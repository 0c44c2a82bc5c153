#include "emulator/device.hpp"
#include "gpu/kernel.cuh"

namespace timbre::test {
namespace {

using AtomicsTest = EmulatedDevice;

struct Cells {
  int sum = 0, difference = 0, smallest = 0, largest = 0;
  unsigned bits_and = 0xffff, bits_or = 0, bits_xor = 0, up = 0, down = 0, claimed = 0;
  float real_sum = 0;
  double wide_sum = 0;
  unsigned long long count = 0;
};

__global__ void update(Cells* cells) {
  const int index = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
  atomicAdd(&cells->sum, index);
  atomicSub(&cells->difference, 1);
  atomicMin(&cells->smallest, index - 7);
  atomicMax(&cells->largest, index);
  atomicAnd(&cells->bits_and, ~(1u << (index % 8)));
  atomicOr(&cells->bits_or, 1u << (index % 8));
  atomicXor(&cells->bits_xor, 1u << (index % 32));
  atomicInc(&cells->up, 9u);
  atomicDec(&cells->down, 9u);
  if (atomicCAS(&cells->claimed, 0u, 1u) == 0u) atomicAdd(&cells->count, 1000ull);
  atomicAdd(&cells->real_sum, 0.5f);
  atomicAdd(&cells->wide_sum, 0.25);
  atomicAdd(&cells->count, 1ull);
}

TEST_F(AtomicsTest, UpdateMemoryFromAllBlocks) {
  for (const bool parallel : {false, true}) {
    emulated::settings().parallel_blocks = parallel;
    in_every_order([] {
      DeviceArray<Cells> cells(std::vector<Cells>(1));
      gpu::launch<update>({.grid = 4, .block = 64}, cells.get());
      const Cells got = cells.values()[0];
      EXPECT_EQ(got.sum, 255 * 256 / 2);
      EXPECT_EQ(got.difference, -256);
      EXPECT_EQ(got.smallest, -7);
      EXPECT_EQ(got.largest, 255);
      EXPECT_EQ(got.bits_and, 0xff00u);
      EXPECT_EQ(got.bits_or, 0xffu);
      EXPECT_EQ(got.bits_xor, 0u);
      EXPECT_EQ(got.up, 256u % 10);
      EXPECT_EQ(got.down, (10 - 256 % 10) % 10u);
      EXPECT_EQ(got.claimed, 1u);
      EXPECT_EQ(got.count, 1256u);
      // Sums of halves and quarters, exact in binary.
      EXPECT_EQ(got.real_sum, 128.0f);
      EXPECT_EQ(got.wide_sum, 64.0);
    });
  }
}

__global__ void exchange_chain(int* chain, int* seen) {
  seen[threadIdx.x] = atomicExch(chain, static_cast<int>(threadIdx.x) + 1);
}

TEST_F(AtomicsTest, ExchangeHandsEveryValueOnOnce) {
  in_every_order([] {
    DeviceArray<int> chain(std::vector<int>{0}), seen(64);
    gpu::launch<exchange_chain>({.grid = 1, .block = 64}, chain.get(), seen.get());
    std::vector<int> values = seen.values();
    values.push_back(chain.values()[0]);
    std::sort(values.begin(), values.end());
    for (int index = 0; index <= 64; ++index)
      EXPECT_EQ(values[static_cast<std::size_t>(index)], index);
  });
}

}  // namespace
}  // namespace timbre::test
