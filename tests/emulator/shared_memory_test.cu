#include <cmath>
#include <numeric>

#include "emulator/device.hpp"
#include "gpu/kernel.cuh"
#include "timbre/core/error.hpp"

namespace timbre::test {
namespace {

using SharedMemoryTest = EmulatedDevice;

__global__ void reverse(int* data, int count) {
  GPU_DYNAMIC_SHARED(int, kept);
  const int rank = static_cast<int>(threadIdx.x);
  if (rank < count) kept[rank] = data[rank];
  __syncthreads();
  if (rank < count) data[rank] = kept[count - 1 - rank];
}

TEST_F(SharedMemoryTest, DynamicMemoryIsSharedByABlock) {
  in_every_order([] {
    std::vector<int> numbers(100);
    std::iota(numbers.begin(), numbers.end(), 1);
    DeviceArray<int> data(numbers);
    gpu::launch<reverse>({.grid = 1, .block = 128, .shared_bytes = 400}, data.get(), 100);
    EXPECT_EQ(data.values(), std::vector<int>(numbers.rbegin(), numbers.rend()));
  });
}

__global__ void read_first(float* out) {
  GPU_DYNAMIC_SHARED(float, kept);
  out[blockIdx.x] = kept[0];
  __syncthreads();
  kept[0] = 1.0f;
}

TEST_F(SharedMemoryTest, DynamicMemoryIsPoisonedForEachBlock) {
  DeviceArray<float> out(3);
  gpu::launch<read_first>({.grid = 3, .block = 1, .shared_bytes = 4}, out.get());
  for (const float value : out.values()) EXPECT_TRUE(std::isnan(value));
}

template <int Bins>
__global__ void histogram(const unsigned char* in, int count, int* out) {
  __shared__ int bins[Bins];
  for (int bin = static_cast<int>(threadIdx.x); bin < Bins; bin += blockDim.x) bins[bin] = 0;
  __syncthreads();
  const int stride = static_cast<int>(gridDim.x * blockDim.x);
  for (int index = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x); index < count;
       index += stride)
    atomicAdd(&bins[in[index] % Bins], 1);
  __syncthreads();
  for (int bin = static_cast<int>(threadIdx.x); bin < Bins; bin += blockDim.x)
    atomicAdd(&out[bin], bins[bin]);
}

TEST_F(SharedMemoryTest, BlocksHaveStaticMemoryOfTheirOwn) {
  std::vector<unsigned char> bytes(5000);
  std::vector<int> expected(64, 0);
  for (std::size_t index = 0; index < bytes.size(); ++index) {
    bytes[index] = static_cast<unsigned char>(index * index >> 3);
    ++expected[bytes[index] % 64];
  }
  DeviceArray<unsigned char> in(bytes);
  for (const bool parallel : {false, true}) {
    emulated::settings().parallel_blocks = parallel;
    in_every_order([&] {
      DeviceArray<int> out(std::vector<int>(64, 0));
      gpu::launch<histogram<64>>({.grid = 7, .block = 96}, in.get(), 5000, out.get());
      EXPECT_EQ(out.values(), expected);
    });
  }
}

TEST_F(SharedMemoryTest, MoreThan48KiBMustBeAskedFor) {
  constexpr int bytes = 64 << 10;
  DeviceArray<int> data(std::vector<int>(4, 1));
  const gpu::Launch large{.grid = 1, .block = 32, .shared_bytes = bytes};
  EXPECT_THROW(gpu::launch<reverse>(large, data.get(), 4), Error);
  expect_report(emulated::FaultKind::launch, {"reverse", "65536 bytes", "49152 allowed"});

  DeviceArray<int> again(std::vector<int>(4, 1));
  gpu::allow_shared_bytes<reverse>(bytes);
  gpu::launch<reverse>(large, again.get(), 4);
  EXPECT_EQ(again.values(), std::vector<int>(4, 1));
}

}  // namespace
}  // namespace timbre::test
