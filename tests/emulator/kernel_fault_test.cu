// Faults planted in kernels, and what the emulated device says about them in any build.
#include "emulator/device.hpp"
#include "gpu/kernel.cuh"
#include "timbre/core/error.hpp"

namespace timbre::test {
namespace {

using emulated::FaultKind;
using KernelFaultTest = EmulatedDevice;
constexpr unsigned all = 0xffffffffu;

template <auto Kernel, typename... Arguments>
void expect_fault(FaultKind kind, const gpu::Launch& shape, std::vector<std::string> words,
                  Arguments... arguments) {
  for (const auto order :
       {emulated::Order::forward, emulated::Order::reverse, emulated::Order::random}) {
    emulated::settings().threads = order;
    gpu::launch<Kernel>(shape, arguments...);
    EXPECT_NE(cudaDeviceSynchronize(), cudaSuccess);
    const auto reports = emulated::take_reports();
    ASSERT_EQ(reports.size(), 1u);
    EXPECT_EQ(reports[0].kind, kind) << reports[0].text;
    for (const std::string& word : words) EXPECT_THAT(reports[0].text, testing::HasSubstr(word));
    emulated::reset_device();
  }
}

constexpr unsigned divergent_line = __LINE__ + 3;
__global__ void wait_at_two_barriers() {
  if (threadIdx.x < 16) {
    __syncthreads();
  } else {
    __syncthreads();
  }
}

TEST_F(KernelFaultTest, ThreadsAtDifferentBarriers) {
  expect_fault<wait_at_two_barriers>(
      FaultKind::barrier_divergence, {.grid = 3, .block = 64},
      {"wait_at_two_barriers", "block (", "thread (",
       "kernel_fault_test.cu:" + std::to_string(divergent_line),
       "kernel_fault_test.cu:" + std::to_string(divergent_line + 2)});
}

__global__ void leave_before_barrier(int count) {
  if (static_cast<int>(threadIdx.x) >= count) return;
  __syncthreads();
}

TEST_F(KernelFaultTest, AThreadLeavesBeforeABarrier) {
  expect_fault<leave_before_barrier>(FaultKind::exited_before_barrier, {.grid = 1, .block = 64},
                                     {"leave_before_barrier", "__syncthreads", "thread ("}, 40);
}

__global__ void shuffle_in_a_branch(int* out) {
  if (threadIdx.x < 16) out[threadIdx.x] = __shfl_xor_sync(all, 1, 16);
}

TEST_F(KernelFaultTest, AShuffleReadsALaneThatLeft) {
  DeviceArray<int> out(32);
  int* address = out.get();
  gpu::launch<shuffle_in_a_branch>({.grid = 1, .block = 32}, address);
  EXPECT_EQ(cudaDeviceSynchronize(), cudaErrorLaunchFailure);
  EXPECT_THAT(cudaGetErrorString(cudaErrorLaunchFailure), testing::HasSubstr("shuffles from lane"));
  expect_report(FaultKind::missing_lane,
                {"shuffle_in_a_branch", "block (0,0,0)", "thread (",
                 "kernel_fault_test.cu:", "shuffles from lane", "lanes there 0xffff"});
}

__global__ void shuffle_beyond_the_block(int* out) {
  out[threadIdx.x] = __shfl_sync(all, 1, 12);
}

TEST_F(KernelFaultTest, AShuffleReadsALaneThatNeverWas) {
  static int out[8];
  expect_fault<shuffle_beyond_the_block>(FaultKind::missing_lane, {.grid = 1, .block = 8},
                                         {"shuffle_beyond_the_block", "lane 12"}, out);
}

__global__ void shuffle_outside_the_mask(int* out) {
  if (threadIdx.x < 8) out[threadIdx.x] = __shfl_sync(0xffu, 1, 20);
  __syncwarp();
}

TEST_F(KernelFaultTest, AShuffleReadsALaneOutsideItsMask) {
  static int out[8];
  expect_fault<shuffle_outside_the_mask>(FaultKind::missing_lane, {.grid = 1, .block = 32},
                                         {"lane 20", "mask 0xff"}, out);
}

__global__ void call_without_being_named() {
  __syncwarp(0x1u << (threadIdx.x / 2));
}

TEST_F(KernelFaultTest, ALaneIsNotInItsMask) {
  expect_fault<call_without_being_named>(FaultKind::lane_not_in_mask, {.grid = 1, .block = 32},
                                         {"call_without_being_named", "__syncwarp", "own lane"});
}

__global__ void mix_operations() {
  if (threadIdx.x % 2) {
    __syncwarp();
  } else {
    __ballot_sync(all, 1);
  }
}

TEST_F(KernelFaultTest, LanesOfAWarpAtDifferentOperations) {
  expect_fault<mix_operations>(FaultKind::warp_divergence, {.grid = 1, .block = 32},
                               {"mix_operations", "__syncwarp", "a vote"});
}

__global__ void wait_crosswise() {
  if (threadIdx.x < 16) {
    __syncwarp();
  } else {
    __syncthreads();
  }
}

TEST_F(KernelFaultTest, NoThreadCanGoOn) {
  expect_fault<wait_crosswise>(
      FaultKind::deadlock, {.grid = 1, .block = 32},
      {"wait_crosswise", "waits at __syncthreads", "waits at a warp operation", "0 of 32"});
}

__global__ void load_off_by_one(const float* in, float* out) {
  const float4 value = __ldg(reinterpret_cast<const float4*>(in + 1 + 4 * threadIdx.x));
  out[threadIdx.x] = value.x;
}

TEST_F(KernelFaultTest, AWideLoadIsMisaligned) {
  alignas(16) static float in[16], out[2];
  expect_fault<load_off_by_one>(
      FaultKind::misaligned, {.grid = 1, .block = 2},
      {"load_off_by_one", "16 bytes", "4 bytes off", "kernel_fault_test.cu:"}, in, out);
}

__global__ void trap_if_negative(int value) {
  if (value < 0) __trap();
}

TEST_F(KernelFaultTest, AKernelTraps) {
  expect_fault<trap_if_negative>(FaultKind::trap, {.grid = 1, .block = 1},
                                 {"trap_if_negative", "__trap()"}, -1);
}

__global__ void write_beside_shared(int index) {
  GPU_DYNAMIC_SHARED(int, kept);
  if (threadIdx.x == 0) kept[index] = 1;
  __syncthreads();
}

TEST_F(KernelFaultTest, AWriteBesideDynamicSharedMemory) {
  if (emulated::address_sanitizer) GTEST_SKIP() << "the address sanitizer sees the write itself";
  for (const int index : {16, -1}) {
    expect_fault<write_beside_shared>(
        FaultKind::out_of_bounds, {.grid = 1, .block = 32, .shared_bytes = 64},
        {"write_beside_shared", "block (0,0,0)", "dynamic shared memory of 64 bytes"}, index);
  }
}

TEST_F(KernelFaultTest, AFailedDeviceStaysFailedUntilItIsReset) {
  gpu::launch<trap_if_negative>({.grid = 1, .block = 1}, -1);
  EXPECT_EQ(cudaDeviceSynchronize(), cudaErrorLaunchFailure);
  EXPECT_EQ(cudaStreamSynchronize(nullptr), cudaErrorLaunchFailure);
  EXPECT_THROW(gpu::launch<trap_if_negative>({.grid = 1, .block = 1}, 1), Error);
  expect_report(FaultKind::trap, {"thread (0,0,0)"});
  gpu::launch<trap_if_negative>({.grid = 1, .block = 1}, 1);
  EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);
}

}  // namespace
}  // namespace timbre::test
