// Faults planted in kernels that the address and undefined-behaviour sanitizers name by line.
#include "emulator/device.hpp"
#include "emulator/streams.hpp"
#include "gpu/kernel.cuh"

namespace timbre::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class AddressSanitizerTest : public EmulatedDevice {};
using AddressSanitizerDeathTest = AddressSanitizerTest;

constexpr int read_line = __LINE__ + 2;
__global__ void read_beyond(const float* in, float* out, int offset) {
  out[threadIdx.x] = in[static_cast<int>(threadIdx.x) + offset];
}

constexpr int dynamic_write_line = __LINE__ + 3;
__global__ void write_beyond_dynamic(int index) {
  GPU_DYNAMIC_SHARED(int, kept);
  kept[index] = 1;
}

constexpr int static_write_line = __LINE__ + 4;
template <int Size>
__global__ void write_beyond_static(int* out, int index) {
  __shared__ int kept[Size];
  kept[index] = 1;
  out[0] = kept[0];
}

constexpr int misaligned_line = __LINE__ + 2;
__global__ void load_misaligned(const float* in, float* out) {
  *out = reinterpret_cast<const float4*>(in + 1)->x;
}

std::string at(int line) {
  return "address_sanitizer_test.cu:" + std::to_string(line);
}

template <auto Kernel, typename... Arguments>
void run(const gpu::Launch& shape, Arguments... arguments) {
  gpu::launch<Kernel>(shape, arguments...);
  cudaDeviceSynchronize();
}

TEST_F(AddressSanitizerDeathTest, AReadBeyondAnAllocation) {
  DeviceArray<float> in(std::vector<float>(32, 1.0f)), out(32);
  EXPECT_DEATH(run<read_beyond>({.grid = 1, .block = 32}, in.get(), out.get(), 1),
               AllOf(HasSubstr("AddressSanitizer: use-after-poison"), HasSubstr("read_beyond"),
                     HasSubstr(at(read_line))));
  EXPECT_DEATH(run<read_beyond>({.grid = 1, .block = 32}, in.get(), out.get(), -1),
               AllOf(HasSubstr("AddressSanitizer: use-after-poison"), HasSubstr(at(read_line))));
}

TEST_F(AddressSanitizerDeathTest, AReadOfFreedMemory) {
  DeviceArray<float> out(32);
  float* in = nullptr;
  TIMBRE_CUDA_CHECK(cudaMalloc(&in, 128));
  TIMBRE_CUDA_CHECK(cudaFree(in));
  EXPECT_DEATH(run<read_beyond>({.grid = 1, .block = 32}, in, out.get(), 0),
               AllOf(HasSubstr("AddressSanitizer: use-after-poison"), HasSubstr(at(read_line))));
}

TEST_F(AddressSanitizerDeathTest, AWriteBeyondDynamicSharedMemory) {
  EXPECT_DEATH(
      run<write_beyond_dynamic>({.grid = 1, .block = 1, .shared_bytes = 64}, 16),
      AllOf(HasSubstr("AddressSanitizer: use-after-poison"), HasSubstr(at(dynamic_write_line))));
}

TEST_F(AddressSanitizerDeathTest, AWriteBeyondStaticSharedMemory) {
  DeviceArray<int> out(1);
  EXPECT_DEATH(run<write_beyond_static<8>>({.grid = 1, .block = 1}, out.get(), 8),
               AllOf(HasSubstr(at(static_write_line)), HasSubstr("index 8 out of bounds")));
}

TEST_F(AddressSanitizerDeathTest, AMisalignedWideLoad) {
  DeviceArray<float> in(std::vector<float>(8, 1.0f)), out(1);
  EXPECT_DEATH(run<load_misaligned>({.grid = 1, .block = 1}, in.get(), out.get()),
               AllOf(HasSubstr(at(misaligned_line)), HasSubstr("misaligned address")));
}

TEST_F(AddressSanitizerDeathTest, TheHostTouchesAPendingCopy) {
  const TestStream stream;
  DeviceArray<float> data(std::vector<float>(8, 1.0f));
  std::vector<float> host(8, 0.0f);
  TIMBRE_CUDA_CHECK(
      cudaMemcpyAsync(host.data(), data.get(), 32, cudaMemcpyDeviceToHost, stream.get()));
  volatile float seen = 0.0f;
  EXPECT_DEATH(seen = host[3], AllOf(HasSubstr("AddressSanitizer: use-after-poison"),
                                     HasSubstr("address_sanitizer_test.cu")));
  TIMBRE_CUDA_CHECK(cudaStreamSynchronize(stream.get()));
  seen = host[3];
  EXPECT_EQ(seen, 1.0f);
}

}  // namespace
}  // namespace timbre::test
