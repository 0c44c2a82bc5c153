#include "emulator/device.hpp"
#include "emulator/streams.hpp"
#include "gpu/kernel.cuh"
#include "timbre/core/error.hpp"

namespace timbre::test {
namespace {

using emulated::FaultKind;
using emulated::Order;
using GraphTest = EmulatedDevice;

__global__ void add_to(int* out, int value) {
  out[threadIdx.x] += value;
}
__global__ void twice(int* out, const int* in) {
  out[threadIdx.x] = 2 * in[threadIdx.x];
}

template <typename Body>
cudaGraph_t capture(cudaStream_t stream, Body body) {
  TIMBRE_CUDA_CHECK(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal));
  body();
  cudaGraph_t graph = nullptr;
  TIMBRE_CUDA_CHECK(cudaStreamEndCapture(stream, &graph));
  return graph;
}

TEST_F(GraphTest, ReplaysWhatWasCaptured) {
  const TestStream stream;
  DeviceArray<int> counter(std::vector<int>(4, 0)), doubled(4);
  const cudaGraph_t graph = capture(stream.get(), [&] {
    gpu::launch<add_to>({.grid = 1, .block = 4, .stream = stream.get()}, counter.get(), 3);
    gpu::launch<twice>({.grid = 1, .block = 4, .stream = stream.get()}, doubled.get(),
                       counter.get());
  });
  EXPECT_EQ(counter.values(), std::vector<int>(4, 0));
  EXPECT_EQ(emulated::statistics().kernels, 0u);

  std::size_t nodes = 0;
  TIMBRE_CUDA_CHECK(cudaGraphGetNodes(graph, nullptr, &nodes));
  EXPECT_EQ(nodes, 2u);
  cudaGraphExec_t executable = nullptr;
  TIMBRE_CUDA_CHECK(cudaGraphInstantiate(&executable, graph, 0));
  TIMBRE_CUDA_CHECK(cudaGraphDestroy(graph));
  for (int repeat = 0; repeat < 3; ++repeat)
    TIMBRE_CUDA_CHECK(cudaGraphLaunch(executable, stream.get()));
  TIMBRE_CUDA_CHECK(cudaStreamSynchronize(stream.get()));
  EXPECT_EQ(counter.values(), std::vector<int>(4, 9));
  EXPECT_EQ(doubled.values(), std::vector<int>(4, 18));
  EXPECT_EQ(emulated::statistics().graph_launches, 3u);
  EXPECT_EQ(emulated::statistics().kernels, 6u);
  TIMBRE_CUDA_CHECK(cudaGraphExecDestroy(executable));
}

TEST_F(GraphTest, SpreadsToStreamsThatWaitAndJoin) {
  for (const Order order : {Order::forward, Order::reverse, Order::random}) {
    emulated::settings().streams = order;
    const TestStream main, side;
    const TestEvent fork, join;
    DeviceArray<int> left(std::vector<int>(4, 1)), right(std::vector<int>(4, 1)), out(4);
    const cudaGraph_t graph = capture(main.get(), [&] {
      gpu::launch<add_to>({.grid = 1, .block = 4, .stream = main.get()}, left.get(), 1);
      TIMBRE_CUDA_CHECK(cudaEventRecord(fork.get(), main.get()));
      TIMBRE_CUDA_CHECK(cudaStreamWaitEvent(side.get(), fork.get(), 0));
      gpu::launch<twice>({.grid = 1, .block = 4, .stream = side.get()}, right.get(), left.get());
      TIMBRE_CUDA_CHECK(cudaEventRecord(join.get(), side.get()));
      TIMBRE_CUDA_CHECK(cudaStreamWaitEvent(main.get(), join.get(), 0));
      gpu::launch<twice>({.grid = 1, .block = 4, .stream = main.get()}, out.get(), right.get());
    });
    cudaGraphExec_t executable = nullptr;
    TIMBRE_CUDA_CHECK(cudaGraphInstantiate(&executable, graph, 0));
    TIMBRE_CUDA_CHECK(cudaGraphLaunch(executable, main.get()));
    TIMBRE_CUDA_CHECK(cudaGraphLaunch(executable, side.get()));
    TIMBRE_CUDA_CHECK(cudaDeviceSynchronize());
    EXPECT_EQ(out.values(), std::vector<int>(4, 12));
    TIMBRE_CUDA_CHECK(cudaGraphExecDestroy(executable));
    TIMBRE_CUDA_CHECK(cudaGraphDestroy(graph));
  }
}

TEST_F(GraphTest, IsUpdatedOnlyByAGraphOfTheSameShape) {
  const TestStream stream;
  DeviceArray<int> counter(std::vector<int>(4, 0));
  const auto add = [&](int value) {
    gpu::launch<add_to>({.grid = 1, .block = 4, .stream = stream.get()}, counter.get(), value);
  };
  const cudaGraph_t first = capture(stream.get(), [&] { add(1); });
  const cudaGraph_t second = capture(stream.get(), [&] { add(10); });
  const cudaGraph_t longer = capture(stream.get(), [&] { add(1), add(1); });
  const cudaGraph_t other = capture(stream.get(), [&] {
    TIMBRE_CUDA_CHECK(cudaMemsetAsync(counter.get(), 0, 16, stream.get()));
  });
  cudaGraphExec_t executable = nullptr;
  TIMBRE_CUDA_CHECK(cudaGraphInstantiate(&executable, first, 0));
  cudaGraphExecUpdateResultInfo result{};
  TIMBRE_CUDA_CHECK(cudaGraphExecUpdate(executable, second, &result));
  EXPECT_EQ(cudaGraphExecUpdate(executable, longer, &result), cudaErrorGraphExecUpdateFailure);
  EXPECT_EQ(result.result, cudaGraphExecUpdateErrorTopologyChanged);
  EXPECT_EQ(cudaGraphExecUpdate(executable, other, &result), cudaErrorGraphExecUpdateFailure);
  EXPECT_EQ(result.result, cudaGraphExecUpdateErrorNodeTypeChanged);
  TIMBRE_CUDA_CHECK(cudaGraphLaunch(executable, stream.get()));
  TIMBRE_CUDA_CHECK(cudaStreamSynchronize(stream.get()));
  EXPECT_EQ(counter.values(), std::vector<int>(4, 10));
  TIMBRE_CUDA_CHECK(cudaGraphExecDestroy(executable));
  for (const cudaGraph_t graph : {first, second, longer, other})
    TIMBRE_CUDA_CHECK(cudaGraphDestroy(graph));
}

TEST_F(GraphTest, WaitingSpoilsACapture) {
  const TestStream stream;
  cudaGraph_t graph = nullptr;
  TIMBRE_CUDA_CHECK(cudaStreamBeginCapture(stream.get(), cudaStreamCaptureModeGlobal));
  EXPECT_EQ(cudaStreamSynchronize(stream.get()), cudaErrorStreamCaptureUnsupported);
  cudaStreamCaptureStatus status{};
  TIMBRE_CUDA_CHECK(cudaStreamIsCapturing(stream.get(), &status));
  EXPECT_EQ(status, cudaStreamCaptureStatusInvalidated);
  EXPECT_EQ(cudaStreamEndCapture(stream.get(), &graph), cudaErrorStreamCaptureInvalidated);
  EXPECT_EQ(graph, nullptr);
  const auto reports = emulated::take_reports();
  ASSERT_EQ(reports.size(), 2u);
  EXPECT_THAT(reports[0].text, testing::HasSubstr("waiting for a stream while stream 1 captures"));
}

TEST_F(GraphTest, AnUnjoinedStreamSpoilsACapture) {
  const TestStream main, side;
  const TestEvent fork;
  DeviceArray<int> data(4);
  cudaGraph_t graph = nullptr;
  TIMBRE_CUDA_CHECK(cudaStreamBeginCapture(main.get(), cudaStreamCaptureModeGlobal));
  TIMBRE_CUDA_CHECK(cudaEventRecord(fork.get(), main.get()));
  TIMBRE_CUDA_CHECK(cudaStreamWaitEvent(side.get(), fork.get(), 0));
  gpu::launch<add_to>({.grid = 1, .block = 4, .stream = side.get()}, data.get(), 1);
  EXPECT_EQ(cudaStreamEndCapture(main.get(), &graph), cudaErrorStreamCaptureUnjoined);
  EXPECT_EQ(emulated::take_reports().at(0).kind, FaultKind::misuse);
}

TEST_F(GraphTest, AnEventFromOutsideSpoilsACapture) {
  const TestStream captured, outside;
  const TestEvent event;
  cudaGraph_t graph = nullptr;
  TIMBRE_CUDA_CHECK(cudaEventRecord(event.get(), outside.get()));
  TIMBRE_CUDA_CHECK(cudaStreamBeginCapture(captured.get(), cudaStreamCaptureModeGlobal));
  EXPECT_EQ(cudaStreamWaitEvent(captured.get(), event.get(), 0), cudaErrorStreamCaptureIsolation);
  EXPECT_EQ(cudaStreamEndCapture(captured.get(), &graph), cudaErrorStreamCaptureInvalidated);
  EXPECT_EQ(emulated::take_reports().size(), 2u);
}

}  // namespace
}  // namespace timbre::test
