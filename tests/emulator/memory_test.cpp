#include <cmath>

#include "emulator/device.hpp"
#include "timbre/core/error.hpp"

namespace timbre::test {
namespace {

using emulated::FaultKind;
using MemoryTest = EmulatedDevice;

TEST_F(MemoryTest, CopiesThereAndBack) {
  const std::vector<int> numbers{1, 2, 3, 4};
  DeviceArray<int> first(numbers), second(4);
  TIMBRE_CUDA_CHECK(cudaMemcpy(second.get(), first.get(), first.bytes(), cudaMemcpyDeviceToDevice));
  EXPECT_EQ(second.values(), numbers);
  TIMBRE_CUDA_CHECK(cudaMemset(second.get(), 0, 8));
  EXPECT_EQ(second.values(), (std::vector<int>{0, 0, 3, 4}));

  const auto statistics = emulated::statistics();
  EXPECT_EQ(statistics.allocations, 2u);
  EXPECT_EQ(statistics.live_bytes, 32u);
  EXPECT_EQ(statistics.copies_to_device, 1u);
  EXPECT_EQ(statistics.copies_on_device, 1u);
  EXPECT_EQ(statistics.copies_to_host, 2u);
  EXPECT_EQ(statistics.bytes_to_host, 32u);
}

TEST_F(MemoryTest, IsAlignedAndPoisoned) {
  DeviceArray<char> odd(3);
  DeviceArray<float> fresh(5);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(fresh.get()) % 256, 0u);
  for (int index = 0; index < 5; ++index) EXPECT_TRUE(std::isnan(fresh.get()[index]));
}

TEST_F(MemoryTest, RunsOut) {
  emulated::set_device_bytes(1000);
  DeviceArray<char> some(600);
  void* more = &more;
  EXPECT_EQ(cudaMalloc(&more, 401), cudaErrorMemoryAllocation);
  EXPECT_EQ(more, nullptr);
  EXPECT_EQ(cudaGetLastError(), cudaErrorMemoryAllocation);
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
  std::size_t free = 0, total = 0;
  TIMBRE_CUDA_CHECK(cudaMemGetInfo(&free, &total));
  EXPECT_EQ(free, 400u);
  EXPECT_EQ(total, 1000u);
}

TEST_F(MemoryTest, ACopyBeyondTheEnd) {
  const std::vector<int> numbers(5);
  DeviceArray<int> data(4);
  EXPECT_EQ(cudaMemcpy(data.get(), numbers.data(), 20, cudaMemcpyHostToDevice),
            cudaErrorIllegalAddress);
  expect_report(FaultKind::out_of_bounds, {"the destination of the copy of 20 bytes to the device",
                                           "bytes 0 to 20 of allocation #1 (16 bytes)"});
}

TEST_F(MemoryTest, ACopyInTheWrongDirection) {
  const std::vector<int> numbers(4);
  DeviceArray<int> data(4);
  EXPECT_EQ(cudaMemcpy(data.get(), numbers.data(), 16, cudaMemcpyDeviceToHost),
            cudaErrorInvalidMemcpyDirection);
  expect_report(FaultKind::misuse, {"the copy of 16 bytes to the device"});
}

TEST_F(MemoryTest, ACopyOfWhatNobodyWrote) {
  DeviceArray<float> data(4);
  TIMBRE_CUDA_CHECK(cudaMemset(data.get(), 0, 8));
  EXPECT_TRUE(std::isnan(data.values()[2]));
  expect_report(FaultKind::uninitialised, {"byte 8 was never written", "allocation #1 (16 bytes)"});
}

TEST_F(MemoryTest, AWriteBesideAnAllocation) {
  if (emulated::address_sanitizer) GTEST_SKIP() << "the address sanitizer sees the write itself";
  DeviceArray<char> first(10), second(10);
  first.get()[10] = 1;
  EXPECT_EQ(cudaFree(nullptr), cudaSuccess);
  void* pinned = nullptr;
  TIMBRE_CUDA_CHECK(cudaMallocHost(&pinned, 4));
  EXPECT_EQ(cudaFreeHost(pinned), cudaErrorIllegalAddress);
  expect_report(FaultKind::out_of_bounds,
                {"a write 0 bytes past the end of allocation #1 (10 bytes)", "seen when"});
  TIMBRE_CUDA_CHECK(cudaFreeHost(pinned));
}

TEST_F(MemoryTest, AWriteBeforeAnAllocation) {
  if (emulated::address_sanitizer) GTEST_SKIP() << "the address sanitizer sees the write itself";
  char* data = nullptr;
  TIMBRE_CUDA_CHECK(cudaMalloc(&data, 10));
  data[-3] = 1;
  emulated::reset_device();
  const auto reports = emulated::take_reports();
  ASSERT_EQ(reports.size(), 2u);
  EXPECT_THAT(reports[0].text,
              testing::HasSubstr("a write 3 bytes before the start of allocation #1 (10 bytes)"));
  EXPECT_EQ(reports[1].kind, FaultKind::leak);
}

TEST_F(MemoryTest, UseAfterFree) {
  void* data = nullptr;
  TIMBRE_CUDA_CHECK(cudaMalloc(&data, 16));
  TIMBRE_CUDA_CHECK(cudaFree(data));
  EXPECT_EQ(cudaMemset(data, 0, 16), cudaErrorIllegalAddress);
  expect_report(FaultKind::use_after_free, {"allocation #1 (16 bytes) was freed"});
}

TEST_F(MemoryTest, AWriteAfterFree) {
  if (emulated::address_sanitizer) GTEST_SKIP() << "the address sanitizer sees the write itself";
  int* data = nullptr;
  TIMBRE_CUDA_CHECK(cudaMalloc(&data, 16));
  TIMBRE_CUDA_CHECK(cudaFree(data));
  data[1] = 5;
  EXPECT_EQ(cudaDeviceSynchronize(), cudaErrorIllegalAddress);
  expect_report(FaultKind::use_after_free, {"byte 4 of allocation #1 (16 bytes)", "was freed"});
}

TEST_F(MemoryTest, FreedTwice) {
  void* data = nullptr;
  TIMBRE_CUDA_CHECK(cudaMalloc(&data, 16));
  TIMBRE_CUDA_CHECK(cudaFree(data));
  EXPECT_EQ(cudaFree(data), cudaErrorInvalidValue);
  expect_report(FaultKind::use_after_free, {"freeing allocation #1 (16 bytes) twice"});
}

TEST_F(MemoryTest, FreedByTheWrongCall) {
  void* data = nullptr;
  TIMBRE_CUDA_CHECK(cudaMallocHost(&data, 16));
  EXPECT_EQ(cudaFree(data), cudaErrorInvalidValue);
  EXPECT_EQ(emulated::take_reports().at(0).kind, FaultKind::misuse);
  TIMBRE_CUDA_CHECK(cudaFreeHost(data));
}

TEST_F(MemoryTest, LeaksAreReportedAtTheReset) {
  void* data = nullptr;
  cudaStream_t stream = nullptr;
  TIMBRE_CUDA_CHECK(cudaMalloc(&data, 100));
  TIMBRE_CUDA_CHECK(cudaMalloc(&data, 16));
  TIMBRE_CUDA_CHECK(cudaFree(data));
  TIMBRE_CUDA_CHECK(cudaStreamCreate(&stream));
  emulated::reset_device();
  const auto reports = emulated::take_reports();
  ASSERT_EQ(reports.size(), 2u);
  EXPECT_EQ(reports[0].text, "1 streams never destroyed");
  EXPECT_EQ(reports[1].text, "allocation #1 (100 bytes) was never freed");
}

}  // namespace
}  // namespace timbre::test
