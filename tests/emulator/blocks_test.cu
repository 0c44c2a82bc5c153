#include <algorithm>

#include "emulator/device.hpp"
#include "gpu/kernel.cuh"
#include "timbre/core/error.hpp"

namespace timbre::test {
namespace {

using BlocksTest = EmulatedDevice;

struct Place {
  unsigned thread[3], block[3];
};

__global__ void note_places(Place* out) {
  const unsigned block = blockIdx.x + gridDim.x * (blockIdx.y + gridDim.y * blockIdx.z);
  const unsigned thread = threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z);
  out[block * blockDim.x * blockDim.y * blockDim.z + thread] = {
      {threadIdx.x, threadIdx.y, threadIdx.z}, {blockIdx.x, blockIdx.y, blockIdx.z}};
}

TEST_F(BlocksTest, EveryThreadOfEveryBlockRunsOnce) {
  in_every_order([] {
    DeviceArray<Place> out(2 * 3 * 4 * 5 * 6 * 2);
    gpu::launch<note_places>({.grid = dim3(2, 3, 4), .block = dim3(5, 6, 2)}, out.get());
    const auto places = out.values();
    for (std::size_t index = 0; index < places.size(); ++index) {
      const std::size_t block = index / 60, thread = index % 60;
      EXPECT_EQ(places[index].block[0], block % 2);
      EXPECT_EQ(places[index].block[1], block / 2 % 3);
      EXPECT_EQ(places[index].block[2], block / 6);
      EXPECT_EQ(places[index].thread[0], thread % 5);
      EXPECT_EQ(places[index].thread[1], thread / 5 % 6);
      EXPECT_EQ(places[index].thread[2], thread / 30);
    }
  });
}

// The last block to finish sums what all blocks wrote (the CUDA guide's threadFenceReduction).
__global__ void sum_by_last_block(int* parts, unsigned* finished, int* sum) {
  __shared__ bool last;
  if (threadIdx.x == 0) {
    parts[blockIdx.x] = static_cast<int>(blockIdx.x) + 1;
    __threadfence();
    last = atomicAdd(finished, 1u) == gridDim.x - 1;
  }
  __syncthreads();
  if (last && threadIdx.x == 0) {
    *sum = 0;
    for (unsigned block = 0; block < gridDim.x; ++block) *sum += parts[block];
  }
}

TEST_F(BlocksTest, TheLastBlockSeesAllOthers) {
  in_every_order([] {
    DeviceArray<int> parts(10), sum(1);
    DeviceArray<unsigned> finished(std::vector<unsigned>{0u});
    gpu::launch<sum_by_last_block>({.grid = 10, .block = 33}, parts.get(), finished.get(),
                                   sum.get());
    EXPECT_EQ(sum.values()[0], 55);
  });
}

__global__ void vectors(const float4* in, float4* out, short2* halves) {
  const float4 value = __ldg(&in[threadIdx.x]);
  __stcs(&out[threadIdx.x], make_float4(value.w, value.z, value.y, value.x));
  halves[threadIdx.x] = make_short2(static_cast<short>(value.x), static_cast<short>(-value.y));
}

TEST_F(BlocksTest, VectorsAreLoadedAndStored) {
  DeviceArray<float4> in(std::vector<float4>{{1, 2, 3, 4}, {5, 6, 7, 8}}), out(2);
  DeviceArray<short2> halves(2);
  gpu::launch<vectors>({.grid = 1, .block = 2}, in.get(), out.get(), halves.get());
  EXPECT_EQ(out.values()[1].x, 8.0f);
  EXPECT_EQ(out.values()[0].w, 1.0f);
  EXPECT_EQ(halves.values()[1].x, 5);
  EXPECT_EQ(halves.values()[1].y, -6);
}

__global__ void intrinsics(float* real, int* whole) {
  float sine = 0, cosine = 0;
  sincospif(0.25f, &sine, &cosine);
  const float reals[] = {
      rsqrtf(4.0f),  __saturatef(-1.0f),     __saturatef(2.0f),           __expf(0.0f),
      __log2f(8.0f), __fdividef(1.0f, 4.0f), __fmaf_rn(2.0f, 3.0f, 1.0f), sine - cosine,
      sinpif(3.0f),  cospif(0.5f),           __int_as_float(0x3f800000)};
  const int wholes[] = {__popc(0xf0u),
                        __clz(1),
                        __ffs(8),
                        __float2int_rn(2.5f),
                        __float2int_ru(2.1f),
                        __float_as_int(1.0f),
                        __mulhi(1 << 30, 8),
                        static_cast<int>(__brev(1u) >> 31),
                        static_cast<int>(__umulhi(~0u, 2u))};
  for (int index = 0; index < 11; ++index) real[index] = reals[index];
  for (int index = 0; index < 9; ++index) whole[index] = wholes[index];
}

TEST_F(BlocksTest, IntrinsicsHaveTheirValues) {
  DeviceArray<float> real(11);
  DeviceArray<int> whole(9);
  gpu::launch<intrinsics>({.grid = 1, .block = 1}, real.get(), whole.get());
  // sinpi(1/4) and cospi(1/4) are the same number, rounded once each.
  EXPECT_THAT(real.values(), testing::ElementsAre(0.5f, 0, 1, 1, 3, 0.25f, 7,
                                                  testing::FloatNear(0, 6e-8f), 0, 0, 1));
  EXPECT_THAT(whole.values(), testing::ElementsAre(4, 31, 4, 2, 3, 0x3f800000, 2, 1, 1));
}

TEST_F(BlocksTest, ImpossibleShapesAreRefused) {
  DeviceArray<Place> out(1);
  EXPECT_THROW(gpu::launch<note_places>({.grid = 0, .block = 32}, out.get()), Error);
  expect_report(emulated::FaultKind::launch, {"note_places", "0x1x1"});
  EXPECT_THROW(gpu::launch<note_places>({.grid = 1, .block = 1025}, nullptr), Error);
  expect_report(emulated::FaultKind::launch, {"note_places", "1025x1x1"});
}

}  // namespace
}  // namespace timbre::test
