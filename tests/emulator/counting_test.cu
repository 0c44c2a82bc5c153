// What the counting build counts and finds. The expected counts follow from the addresses alone:
// a sector has 32 bytes, a warp 32 lanes, shared memory 32 banks of 4 bytes.
#include "emulator/counting/counts.hpp"
#include "emulator/device.hpp"
#include "emulator/streams.hpp"
#include "gpu/kernel.cuh"

namespace timbre::test {
namespace {

using emulated::FaultKind;
using emulated::KernelCounts;

class CountingTest : public EmulatedDevice {
 protected:
  CountingTest() { emulated::reset_counts(); }
  static KernelCounts counts(const std::string& kernel) {
    TIMBRE_CUDA_CHECK(cudaDeviceSynchronize());
    return emulated::kernel_counts().at(kernel);
  }
};

std::vector<float> zeros(std::size_t count) {
  return std::vector<float>(count, 0.0f);
}

template <int Stride>
__global__ void copy_strided(const float* in, float* out) {
  out[threadIdx.x] = in[Stride * threadIdx.x];
}

TEST_F(CountingTest, NeighboursShareSectors) {
  DeviceArray<float> in(zeros(64 * 8)), out(64);
  gpu::launch<copy_strided<1>>({.grid = 1, .block = 64}, in.get(), out.get());
  gpu::launch<copy_strided<2>>({.grid = 1, .block = 64}, in.get(), out.get());
  gpu::launch<copy_strided<8>>({.grid = 1, .block = 64}, in.get(), out.get());
  EXPECT_EQ(counts("copy_strided<1>").global_loads.requests, 2u);
  EXPECT_EQ(counts("copy_strided<1>").global_loads.bytes, 256u);
  EXPECT_EQ(counts("copy_strided<1>").global_loads.sectors, 8u);
  EXPECT_EQ(counts("copy_strided<1>").global_stores.sectors, 8u);
  EXPECT_EQ(counts("copy_strided<2>").global_loads.sectors, 16u);
  EXPECT_EQ(counts("copy_strided<8>").global_loads.sectors, 64u);
}

__global__ void copy_shifted(const float* in, float* out) {
  out[threadIdx.x] = in[threadIdx.x + 1];
}

TEST_F(CountingTest, AShiftByOneCostsASectorPerWarp) {
  DeviceArray<float> in(zeros(65)), out(64);
  gpu::launch<copy_shifted>({.grid = 1, .block = 64}, in.get(), out.get());
  EXPECT_EQ(counts("copy_shifted").global_loads.sectors, 10u);
  EXPECT_EQ(counts("copy_shifted").block_load_sectors, 9u);
}

__global__ void copy_wide(const float4* in, float4* out) {
  out[threadIdx.x] = in[threadIdx.x];
}
__global__ void copy_pairs(const float2* in, float2* out) {
  const float2 value = in[threadIdx.x];
  out[threadIdx.x] = make_float2(value.y, value.x);
}

TEST_F(CountingTest, AVectorIsOneAccess) {
  DeviceArray<float> in(zeros(128)), out(128);
  gpu::launch<copy_wide>({.grid = 1, .block = 32}, reinterpret_cast<const float4*>(in.get()),
                         reinterpret_cast<float4*>(out.get()));
  EXPECT_EQ(counts("copy_wide").global_loads.requests, 1u);
  EXPECT_EQ(counts("copy_wide").global_stores.requests, 1u);
  EXPECT_EQ(counts("copy_wide").global_loads.sectors, 16u);
  gpu::launch<copy_pairs>({.grid = 1, .block = 32}, reinterpret_cast<const float2*>(in.get()),
                          reinterpret_cast<float2*>(out.get()));
  EXPECT_EQ(counts("copy_pairs").global_loads.requests, 1u);
  EXPECT_EQ(counts("copy_pairs").global_stores.requests, 1u);
  EXPECT_EQ(counts("copy_pairs").global_stores.sectors, 8u);
}

template <int Pitch>
__global__ void transpose(const float* in, float* out) {
  __shared__ float tile[32 * Pitch];
  const unsigned column = threadIdx.x % 32, first_row = threadIdx.x / 32;
  for (unsigned row = first_row; row < 32; row += 4)
    tile[row * Pitch + column] = in[row * 32 + column];
  __syncthreads();
  for (unsigned row = first_row; row < 32; row += 4)
    out[row * 32 + column] = tile[column * Pitch + row];
}

TEST_F(CountingTest, BankConflictsAreCounted) {
  DeviceArray<float> in(zeros(1024)), out(1024);
  gpu::launch<transpose<32>>({.grid = 1, .block = 128}, in.get(), out.get());
  gpu::launch<transpose<33>>({.grid = 1, .block = 128}, in.get(), out.get());
  const KernelCounts bad = counts("transpose<32>"), good = counts("transpose<33>");
  EXPECT_EQ(bad.shared_stores.worst_ways, 1u);
  EXPECT_EQ(bad.shared_loads.worst_ways, 32u);
  EXPECT_EQ(bad.shared_loads.requests, 32u);
  EXPECT_EQ(bad.shared_loads.passes, 1024u);
  EXPECT_EQ(good.shared_loads.worst_ways, 1u);
  EXPECT_EQ(good.shared_loads.passes, 32u);
  EXPECT_EQ(good.barriers, 1u);
  EXPECT_EQ(good.global_loads.sectors, 128u);
  EXPECT_EQ(good.global_stores.sectors, 128u);
}

__global__ void load_wide_shared(float* out) {
  GPU_DYNAMIC_SHARED(float4, kept);
  kept[threadIdx.x] = make_float4(1, 2, 3, 4);
  __syncthreads();
  const float4 value = kept[31 - threadIdx.x];
  out[threadIdx.x] = value.x;
}

TEST_F(CountingTest, WideSharedLoadsTakeFourPasses) {
  DeviceArray<float> out(32);
  gpu::launch<load_wide_shared>({.grid = 1, .block = 32, .shared_bytes = 512}, out.get());
  EXPECT_EQ(counts("load_wide_shared").shared_loads.passes, 4u);
  EXPECT_EQ(counts("load_wide_shared").shared_loads.worst_ways, 1u);
}

__global__ void read_what_nobody_wrote(const short* in, short* out) {
  out[threadIdx.x] = in[threadIdx.x];
}

TEST_F(CountingTest, AnUninitialisedReadOfAnyType) {
  DeviceArray<short> in(32), out(32);
  TIMBRE_CUDA_CHECK(cudaMemset(in.get(), 0, 42));
  gpu::launch<read_what_nobody_wrote>({.grid = 1, .block = 32}, in.get(), out.get());
  TIMBRE_CUDA_CHECK(cudaDeviceSynchronize());
  expect_report(FaultKind::uninitialised,
                {"read_what_nobody_wrote", "block (0,0,0)", "thread (21,0,0)",
                 "byte 42 of allocation #1 (64 bytes)", "code at test_counting+0x"});
}

__global__ void read_shared_unwritten(int* out) {
  __shared__ int kept[32];
  if (threadIdx.x != 5) kept[threadIdx.x] = 1;
  __syncthreads();
  out[threadIdx.x] = kept[threadIdx.x];
}

TEST_F(CountingTest, AnUninitialisedReadOfStaticSharedMemory) {
  DeviceArray<int> out(32);
  gpu::launch<read_shared_unwritten>({.grid = 1, .block = 32}, out.get());
  TIMBRE_CUDA_CHECK(cudaDeviceSynchronize());
  expect_report(FaultKind::uninitialised,
                {"read_shared_unwritten", "thread (5,0,0)", "shared memory"});
}

__global__ void keep_the_last(int* sum) {
  if (threadIdx.x == 0) *sum = static_cast<int>(blockIdx.x);
}
__global__ void sum_with_atomics(int* sum) {
  atomicAdd(sum, static_cast<int>(blockIdx.x));
}

TEST_F(CountingTest, ARaceBetweenBlocks) {
  DeviceArray<int> sum(std::vector<int>{0});
  gpu::launch<sum_with_atomics>({.grid = 4, .block = 32}, sum.get());
  EXPECT_EQ(counts("sum_with_atomics").global_atomics.requests, 4u);
  gpu::launch<keep_the_last>({.grid = 4, .block = 32}, sum.get());
  TIMBRE_CUDA_CHECK(cudaDeviceSynchronize());
  expect_report(FaultKind::race, {"keep_the_last", "block (1,0,0)", "thread (0,0,0)",
                                  "byte 0 of allocation #1 (4 bytes)", "block 0"});
}

template <bool Fenced>
__global__ void sum_by_last_block(int* parts, unsigned* finished, int* sum) {
  if (threadIdx.x != 0) return;
  parts[blockIdx.x] = static_cast<int>(blockIdx.x) + 1;
  if (Fenced) __threadfence();
  if (atomicAdd(finished, 1u) != gridDim.x - 1) return;
  int total = 0;
  for (unsigned block = 0; block < gridDim.x; ++block) total += parts[block];
  *sum = total;
}

TEST_F(CountingTest, AFenceAndAnAtomicOrderBlocks) {
  DeviceArray<int> parts(4), sum(1);
  DeviceArray<unsigned> finished(std::vector<unsigned>{0u});
  gpu::launch<sum_by_last_block<true>>({.grid = 4, .block = 32}, parts.get(), finished.get(),
                                       sum.get());
  EXPECT_EQ(sum.values()[0], 10);
  TIMBRE_CUDA_CHECK(cudaMemset(finished.get(), 0, 4));
  gpu::launch<sum_by_last_block<false>>({.grid = 4, .block = 32}, parts.get(), finished.get(),
                                        sum.get());
  TIMBRE_CUDA_CHECK(cudaDeviceSynchronize());
  expect_report(FaultKind::race, {"sum_by_last_block<false>", "block (3,0,0)", "allocation #1"});
}

__global__ void produce(float* out) {
  out[threadIdx.x] = 1.0f;
}
__global__ void consume(const float* in, float* out) {
  out[threadIdx.x] = in[threadIdx.x];
}

TEST_F(CountingTest, ARaceBetweenStreams) {
  emulated::settings().streams = emulated::Order::forward;
  const TestStream first, second;
  const TestEvent done;
  DeviceArray<float> data(32), out(32);
  gpu::launch<produce>({.grid = 1, .block = 32, .stream = first.get()}, data.get());
  TIMBRE_CUDA_CHECK(cudaEventRecord(done.get(), first.get()));
  TIMBRE_CUDA_CHECK(cudaStreamWaitEvent(second.get(), done.get(), 0));
  gpu::launch<consume>({.grid = 1, .block = 32, .stream = second.get()}, data.get(), out.get());
  TIMBRE_CUDA_CHECK(cudaDeviceSynchronize());
  gpu::launch<produce>({.grid = 1, .block = 32, .stream = first.get()}, data.get());
  gpu::launch<consume>({.grid = 1, .block = 32, .stream = second.get()}, data.get(), out.get());
  TIMBRE_CUDA_CHECK(cudaDeviceSynchronize());
  expect_report(FaultKind::race,
                {"consume", "byte 0 of allocation #1 (128 bytes)", "produce on another stream"});
}

__global__ void load_misaligned(const float* in, float4* out) {
  *out = *reinterpret_cast<const float4*>(in + 1);
}

TEST_F(CountingTest, AMisalignedWideLoad) {
  DeviceArray<float> in(zeros(8)), out(4);
  gpu::launch<load_misaligned>({.grid = 1, .block = 1}, in.get(),
                               reinterpret_cast<float4*>(out.get()));
  TIMBRE_CUDA_CHECK(cudaDeviceSynchronize());
  expect_report(FaultKind::misaligned, {"load_misaligned", "16 bytes", "4 bytes off"});
}

}  // namespace
}  // namespace timbre::test
