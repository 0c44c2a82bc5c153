// Races planted in kernels that the thread sanitizer names by line.
#include "emulator/device.hpp"
#include "gpu/kernel.cuh"

// The first race ends the process, which a death test sees.
extern "C" const char* __tsan_default_options() {
  return "halt_on_error=1";
}

namespace timbre::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class ThreadSanitizerTest : public EmulatedDevice {};
using ThreadSanitizerDeathTest = ThreadSanitizerTest;

constexpr int block_race_line = __LINE__ + 4;
__global__ void forget_block_barrier(int* out) {
  __shared__ int kept[64];
  kept[threadIdx.x] = static_cast<int>(threadIdx.x);
  out[threadIdx.x] = kept[63 - threadIdx.x];
}

constexpr int warp_race_line = __LINE__ + 4;
__global__ void forget_warp_barrier(int* out) {
  __shared__ int kept[32];
  kept[threadIdx.x] = static_cast<int>(threadIdx.x);
  out[threadIdx.x] = kept[threadIdx.x ^ 1];
}

// Some threads are at the second barrier while others have not yet gone on from the first.
constexpr int between_barriers_line = __LINE__ + 5;
__global__ void race_between_block_barriers(int* out) {
  __shared__ int kept[64];
  kept[threadIdx.x] = 1;
  __syncthreads();
  kept[0] += kept[threadIdx.x];
  __syncthreads();
  out[threadIdx.x] = kept[0];
}

constexpr int between_warp_barriers_line = __LINE__ + 5;
__global__ void race_between_warp_barriers(int* out) {
  __shared__ int kept[32];
  kept[threadIdx.x] = 1;
  __syncwarp();
  kept[0] += kept[threadIdx.x];
  __syncwarp();
  out[threadIdx.x] = kept[0];
}

__global__ void keep_both_barriers(int* out) {
  __shared__ int kept[64];
  kept[threadIdx.x] = static_cast<int>(threadIdx.x);
  __syncwarp();
  const int neighbour = kept[threadIdx.x ^ 1];
  __syncthreads();
  out[threadIdx.x] = neighbour + kept[63 - threadIdx.x];
}

constexpr int race_line = __LINE__ + 2;
__global__ void race_in_global_memory(int* out) {
  out[0] = static_cast<int>(threadIdx.x);
}

__global__ void add_atomically(int* out) {
  atomicAdd(out, 1);
}

std::string at(int line) {
  return "thread_sanitizer_test.cu:" + std::to_string(line);
}

template <auto Kernel, typename... Arguments>
void run(const gpu::Launch& shape, Arguments... arguments) {
  gpu::launch<Kernel>(shape, arguments...);
  cudaDeviceSynchronize();
}

TEST_F(ThreadSanitizerDeathTest, AMissingBlockBarrier) {
  DeviceArray<int> out(64);
  EXPECT_DEATH(run<forget_block_barrier>({.grid = 1, .block = 64}, out.get()),
               AllOf(HasSubstr("data race"), HasSubstr("forget_block_barrier"),
                     HasSubstr(at(block_race_line))));
}

TEST_F(ThreadSanitizerDeathTest, AMissingWarpBarrier) {
  DeviceArray<int> out(32);
  EXPECT_DEATH(run<forget_warp_barrier>({.grid = 1, .block = 32}, out.get()),
               AllOf(HasSubstr("data race"), HasSubstr("forget_warp_barrier"),
                     HasSubstr(at(warp_race_line))));
}

TEST_F(ThreadSanitizerDeathTest, ARaceBetweenTwoBarriers) {
  DeviceArray<int> out(64);
  EXPECT_DEATH(run<race_between_block_barriers>({.grid = 1, .block = 64}, out.get()),
               AllOf(HasSubstr("data race"), HasSubstr(at(between_barriers_line))));
  EXPECT_DEATH(run<race_between_warp_barriers>({.grid = 1, .block = 32}, out.get()),
               AllOf(HasSubstr("data race"), HasSubstr(at(between_warp_barriers_line))));
}

TEST_F(ThreadSanitizerDeathTest, ARaceWithinABlock) {
  DeviceArray<int> out(1);
  EXPECT_DEATH(
      run<race_in_global_memory>({.grid = 1, .block = 2}, out.get()),
      AllOf(HasSubstr("data race"), HasSubstr("race_in_global_memory"), HasSubstr(at(race_line))));
}

TEST_F(ThreadSanitizerTest, BarriersAndAtomicsAreNoRace) {
  DeviceArray<int> out(64), sum(std::vector<int>{0});
  run<keep_both_barriers>({.grid = 2, .block = 64}, out.get());
  run<add_atomically>({.grid = 4, .block = 32}, sum.get());
  EXPECT_EQ(out.values()[2], 3 + 61);
  EXPECT_EQ(sum.values()[0], 128);
}

}  // namespace
}  // namespace timbre::test
