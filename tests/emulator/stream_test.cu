#include <cmath>

#include "emulator/device.hpp"
#include "emulator/streams.hpp"
#include "gpu/kernel.cuh"

namespace timbre::test {
namespace {

using emulated::FaultKind;
using emulated::Order;
using StreamTest = EmulatedDevice;

__global__ void fill(float* out, float value) {
  out[threadIdx.x] = value;
}
__global__ void add(float* out, const float* in) {
  out[threadIdx.x] += in[threadIdx.x];
}

TEST_F(StreamTest, WorkOfOneStreamRunsInOrder) {
  const TestStream stream;
  DeviceArray<float> one(8), two(8);
  std::vector<float> host(8);
  gpu::launch<fill>({.grid = 1, .block = 8, .stream = stream.get()}, one.get(), 1.0f);
  gpu::launch<fill>({.grid = 1, .block = 8, .stream = stream.get()}, two.get(), 2.0f);
  gpu::launch<add>({.grid = 1, .block = 8, .stream = stream.get()}, one.get(), two.get());
  TIMBRE_CUDA_CHECK(
      cudaMemcpyAsync(host.data(), one.get(), 32, cudaMemcpyDeviceToHost, stream.get()));
  EXPECT_EQ(cudaStreamQuery(stream.get()), cudaErrorNotReady);
  TIMBRE_CUDA_CHECK(cudaStreamSynchronize(stream.get()));
  EXPECT_EQ(cudaStreamQuery(stream.get()), cudaSuccess);
  EXPECT_EQ(host, std::vector<float>(8, 3.0f));
}

TEST_F(StreamTest, PollingGetsTheWorkDone) {
  const TestStream stream;
  const TestEvent event;
  DeviceArray<float> data(8);
  for (int repeat = 0; repeat < 3; ++repeat)
    gpu::launch<fill>({.grid = 1, .block = 8, .stream = stream.get()}, data.get(), 1.0f);
  TIMBRE_CUDA_CHECK(cudaEventRecord(event.get(), stream.get()));
  int polls = 1;
  while (cudaEventQuery(event.get()) == cudaErrorNotReady) ++polls;
  EXPECT_EQ(polls, 4);
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
}

// The wait between the streams is there: right in every order.
TEST_F(StreamTest, AStreamWaitsForAnEventOfAnother) {
  for (const Order order : {Order::forward, Order::reverse, Order::random}) {
    emulated::settings().streams = order;
    const TestStream producer, consumer;
    const TestEvent ready;
    DeviceArray<float> in(8), out(std::vector<float>(8, 1.0f));
    gpu::launch<fill>({.grid = 1, .block = 8, .stream = producer.get()}, in.get(), 4.0f);
    TIMBRE_CUDA_CHECK(cudaEventRecord(ready.get(), producer.get()));
    TIMBRE_CUDA_CHECK(cudaStreamWaitEvent(consumer.get(), ready.get(), 0));
    gpu::launch<add>({.grid = 1, .block = 8, .stream = consumer.get()}, out.get(), in.get());
    TIMBRE_CUDA_CHECK(cudaStreamSynchronize(consumer.get()));
    EXPECT_EQ(out.values(), std::vector<float>(8, 5.0f));
  }
}

// Planted: the wait is missing, so the consumer reads what was never written.
TEST_F(StreamTest, AMissingWaitBetweenStreams) {
  const TestStream producer, consumer;
  DeviceArray<float> in(8);
  std::vector<float> host(8);
  gpu::launch<fill>({.grid = 1, .block = 8, .stream = producer.get()}, in.get(), 4.0f);
  TIMBRE_CUDA_CHECK(
      cudaMemcpyAsync(host.data(), in.get(), 32, cudaMemcpyDeviceToHost, consumer.get()));
  TIMBRE_CUDA_CHECK(cudaDeviceSynchronize());
  EXPECT_TRUE(std::isnan(host[0]));
  const auto reports = emulated::take_reports();
  ASSERT_EQ(reports.size(), 1u);
  EXPECT_EQ(reports[0].kind, FaultKind::uninitialised);
  EXPECT_THAT(reports[0].text, testing::HasSubstr("the copy of 32 bytes to the host: byte 0 was "
                                                  "never written, or not yet: it lies in "
                                                  "allocation #1 (32 bytes)"));
}

// Planted: the host reads the answer of an asynchronous copy before it waits.
TEST_F(StreamTest, AReadBeforeTheSynchronise) {
  if (emulated::address_sanitizer) GTEST_SKIP() << "the address sanitizer sees the read itself";
  const TestStream stream;
  DeviceArray<float> data(std::vector<float>(8, 1.0f));
  std::vector<float> host(8, 0.0f);
  TIMBRE_CUDA_CHECK(
      cudaMemcpyAsync(host.data(), data.get(), 32, cudaMemcpyDeviceToHost, stream.get()));
  EXPECT_TRUE(std::isnan(host[3]));
  TIMBRE_CUDA_CHECK(cudaStreamSynchronize(stream.get()));
  EXPECT_EQ(host[3], 1.0f);
}

TEST_F(StreamTest, TheHostWritesIntoAPendingCopy) {
  if (emulated::address_sanitizer) GTEST_SKIP() << "the address sanitizer sees the write itself";
  const TestStream stream;
  DeviceArray<float> data(std::vector<float>(8, 1.0f));
  std::vector<float> host(8, 0.0f);
  TIMBRE_CUDA_CHECK(
      cudaMemcpyAsync(host.data(), data.get(), 32, cudaMemcpyDeviceToHost, stream.get()));
  host[2] = 7.0f;
  EXPECT_NE(cudaStreamSynchronize(stream.get()), cudaSuccess);
  expect_report(FaultKind::pending_copy,
                {"the copy of 32 bytes", "the host wrote to byte 8 of its destination"});
}

TEST_F(StreamTest, TheHostReusesTheSourceOfAPendingCopy) {
  const TestStream stream;
  DeviceArray<float> data(8);
  std::vector<float> host(8, 1.0f);
  TIMBRE_CUDA_CHECK(
      cudaMemcpyAsync(data.get(), host.data(), 32, cudaMemcpyHostToDevice, stream.get()));
  host[0] = 2.0f;
  EXPECT_NE(cudaStreamSynchronize(stream.get()), cudaSuccess);
  expect_report(FaultKind::pending_copy,
                {"the copy of 32 bytes", "the host changed its source before it was done"});
}

TEST_F(StreamTest, TheDefaultStreamWaitsForBlockingStreamsOnly) {
  const TestStream blocking(cudaStreamDefault), free_running;
  DeviceArray<float> first(8), second(8);
  gpu::launch<fill>({.grid = 1, .block = 8, .stream = blocking.get()}, first.get(), 1.0f);
  gpu::launch<fill>({.grid = 1, .block = 8, .stream = free_running.get()}, second.get(), 2.0f);
  TIMBRE_CUDA_CHECK(cudaStreamSynchronize(nullptr));
  EXPECT_EQ(cudaStreamQuery(blocking.get()), cudaSuccess);
  EXPECT_TRUE(std::isnan(second.get()[0]));
  TIMBRE_CUDA_CHECK(cudaDeviceSynchronize());
  EXPECT_EQ(second.get()[0], 2.0f);
}

TEST_F(StreamTest, FreeingOnAStreamHappensInItsOrder) {
  const TestStream stream;
  float* scratch = nullptr;
  DeviceArray<float> out(std::vector<float>(8, 1.0f));
  TIMBRE_CUDA_CHECK(cudaMallocAsync(reinterpret_cast<void**>(&scratch), 32, stream.get()));
  gpu::launch<fill>({.grid = 1, .block = 8, .stream = stream.get()}, scratch, 2.0f);
  gpu::launch<add>({.grid = 1, .block = 8, .stream = stream.get()}, out.get(), scratch);
  TIMBRE_CUDA_CHECK(cudaFreeAsync(scratch, stream.get()));
  TIMBRE_CUDA_CHECK(cudaStreamSynchronize(stream.get()));
  EXPECT_EQ(out.values(), std::vector<float>(8, 3.0f));
  EXPECT_EQ(emulated::statistics().live_bytes, 32u);
}

TEST_F(StreamTest, EventsTellTheTimeBetweenThem) {
  const TestStream stream;
  const TestEvent start, end, never;
  DeviceArray<float> data(8);
  TIMBRE_CUDA_CHECK(cudaEventRecord(start.get(), stream.get()));
  gpu::launch<fill>({.grid = 1, .block = 8, .stream = stream.get()}, data.get(), 1.0f);
  TIMBRE_CUDA_CHECK(cudaEventRecord(end.get(), stream.get()));
  float milliseconds = -1.0f;
  EXPECT_EQ(cudaEventElapsedTime(&milliseconds, start.get(), end.get()), cudaErrorNotReady);
  TIMBRE_CUDA_CHECK(cudaEventSynchronize(end.get()));
  TIMBRE_CUDA_CHECK(cudaEventElapsedTime(&milliseconds, start.get(), end.get()));
  EXPECT_GT(milliseconds, 0.0f);
  EXPECT_EQ(cudaEventElapsedTime(&milliseconds, never.get(), end.get()),
            cudaErrorInvalidResourceHandle);
  EXPECT_EQ(emulated::take_reports().at(0).kind, FaultKind::misuse);
}

TEST_F(StreamTest, AStreamThatWasDestroyedIsRefused) {
  cudaStream_t stream = nullptr;
  TIMBRE_CUDA_CHECK(cudaStreamCreate(&stream));
  TIMBRE_CUDA_CHECK(cudaStreamDestroy(stream));
  EXPECT_EQ(cudaStreamSynchronize(stream), cudaErrorInvalidResourceHandle);
  expect_report(FaultKind::misuse, {"not one of the live streams"});
}

TEST_F(StreamTest, HostFunctionsRunInTheStreamsOrder) {
  const TestStream stream;
  DeviceArray<float> data(8);
  struct Seen {
    const float* data;
    float value;
  } seen{data.get(), 0.0f};
  gpu::launch<fill>({.grid = 1, .block = 8, .stream = stream.get()}, data.get(), 6.0f);
  const auto look = [](void* argument) {
    auto* into = static_cast<Seen*>(argument);
    into->value = into->data[7];
  };
  TIMBRE_CUDA_CHECK(cudaLaunchHostFunc(stream.get(), look, &seen));
  EXPECT_EQ(seen.value, 0.0f);
  TIMBRE_CUDA_CHECK(cudaStreamSynchronize(stream.get()));
  EXPECT_EQ(seen.value, 6.0f);
}

}  // namespace
}  // namespace timbre::test
