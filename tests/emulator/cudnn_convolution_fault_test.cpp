#include "emulator/cudnn_convolution.hpp"

namespace timbre::test {
namespace {

using emulated::FaultKind;

// A call with one thing wrong, which is to be reported and refused.
struct WrongCall {
  std::string what;
  cudnnStatus_t status;
  FaultKind kind;
  std::vector<std::string> words;
  const void *x, *w;
  void *y, *workspace;
  std::size_t workspace_bytes;
};

TEST_F(CudnnConvolutionTest, RefusesMemoryThatDoesNotFit) {
  const Problem problem(shapes()[1]);
  const std::size_t bytes = forward_bytes(problem);
  const DeviceArray<float> x(as_floats(problem.picture));
  const DeviceArray<float> w(as_floats(to_cudnn(problem.shape, problem.kernel)));
  const DeviceArray<float> y(problem.output.size() + problem.kernel.size());
  const DeviceArray<char> workspace(bytes + 16);
  float* freed = nullptr;
  TIMBRE_CUDA_CHECK(cudaMalloc(&freed, y.bytes()));
  TIMBRE_CUDA_CHECK(cudaFree(freed));
  const std::vector<float> host(problem.picture.size());
  const auto bad = CUDNN_STATUS_BAD_PARAM;
  const auto small = CUDNN_STATUS_BAD_PARAM_SIZE_INSUFFICIENT;
  const auto misuse = FaultKind::misuse;
  const std::vector<WrongCall> calls = {
      {"null", bad, misuse, {"x is null"}, nullptr, w.get(), y.get(), workspace.get(), bytes},
      {"host",
       bad,
       misuse,
       {"x is not in the device's memory"},
       host.data(),
       w.get(),
       y.get(),
       workspace.get(),
       bytes},
      {"beyond",
       bad,
       FaultKind::out_of_bounds,
       {"x: bytes 4 to"},
       x.get() + 1,
       w.get(),
       y.get(),
       workspace.get(),
       bytes},
      {"freed",
       bad,
       FaultKind::use_after_free,
       {"y: allocation", "was freed"},
       x.get(),
       w.get(),
       freed,
       workspace.get(),
       bytes},
      {"misaligned",
       bad,
       FaultKind::misaligned,
       {"y is not aligned to 4 bytes"},
       x.get(),
       w.get(),
       reinterpret_cast<char*>(y.get()) + 2,
       workspace.get(),
       bytes},
      {"overlap",
       bad,
       misuse,
       {"w and y overlap"},
       x.get(),
       y.get() + 3,
       y.get(),
       workspace.get(),
       bytes},
      {"small",
       small,
       misuse,
       {"but the algorithm needs"},
       x.get(),
       w.get(),
       y.get(),
       workspace.get(),
       bytes - 1},
      {"no workspace",
       bad,
       misuse,
       {"the workspace is null"},
       x.get(),
       w.get(),
       y.get(),
       nullptr,
       bytes},
      {"misaligned workspace",
       bad,
       FaultKind::misaligned,
       {"the workspace is not aligned to 16 bytes"},
       x.get(),
       w.get(),
       y.get(),
       workspace.get() + 4,
       bytes},
      {"short workspace",
       bad,
       FaultKind::out_of_bounds,
       {"the workspace: bytes 32 to"},
       x.get(),
       w.get(),
       y.get(),
       workspace.get() + 32,
       bytes},
  };
  for (const WrongCall& call : calls) {
    SCOPED_TRACE(call.what);
    EXPECT_EQ(forward(problem, static_cast<const float*>(call.x), static_cast<const float*>(call.w),
                      static_cast<float*>(call.y), call.workspace, call.workspace_bytes),
              call.status);
    expect_report(call.kind, call.words);
  }
}

TEST_F(CudnnConvolutionTest, RefusesFactorsOnTheDevice) {
  const Problem problem(shapes()[0]);
  const DeviceArray<float> x(as_floats(problem.picture)), w(as_floats(problem.kernel)), y(1);
  const DeviceArray<char> workspace(forward_bytes(problem));
  EXPECT_EQ(
      forward(problem, x.get(), w.get(), y.get(), workspace.get(), workspace.bytes(), *x.get()),
      CUDNN_STATUS_BAD_PARAM);
  expect_report(FaultKind::misuse, {"alpha and beta are read by the host"});
  EXPECT_EQ(
      cudnnConvolutionForward(handle(), nullptr, problem.x.get(), x.get(), problem.w.get(), w.get(),
                              problem.convolution.get(), forward_algorithm, workspace.get(),
                              workspace.bytes(), &zero, problem.y.get(), y.get()),
      CUDNN_STATUS_BAD_PARAM);
  expect_report(FaultKind::misuse, {"alpha or beta is null"});
}

TEST_F(CudnnConvolutionTest, RefusesSizesThatDoNotFit) {
  const TestTensor x(1, 3, 4, 4), y(1, 2, 2, 2), other_y(1, 2, 3, 2),
      bf16_y(1, 2, 2, 2, CUDNN_DATA_BFLOAT16);
  const TestFilter w(2, 3, 3, 3), other_channels(2, 4, 3, 3), large(2, 3, 5, 3);
  const TestConvolution convolution(0, 0, 1);
  const auto ask = [&](const TestFilter& filter, const TestTensor& output) {
    std::size_t bytes = 0;
    return cudnnGetConvolutionForwardWorkspaceSize(handle(), x.get(), filter.get(),
                                                   convolution.get(), output.get(),
                                                   forward_algorithm, &bytes);
  };
  EXPECT_CUDNN(ask(w, y));
  EXPECT_EQ(ask(other_channels, y), CUDNN_STATUS_BAD_PARAM);
  expect_report(FaultKind::misuse, {"the kernel 2x3x3x4", "has other channels than the pictures"});
  EXPECT_EQ(ask(large, y), CUDNN_STATUS_BAD_PARAM);
  expect_report(FaultKind::misuse, {"is larger than the padded pictures"});
  EXPECT_EQ(ask(w, other_y), CUDNN_STATUS_BAD_PARAM);
  expect_report(FaultKind::misuse, {"the output's descriptor says 1x3x2x2", "but it is 1x2x2x2"});
  EXPECT_EQ(ask(w, bf16_y), CUDNN_STATUS_BAD_PARAM);
  expect_report(FaultKind::misuse, {"data types differ"});
}

TEST_F(CudnnConvolutionTest, RefusesAnAlgorithmThatDoesNotTakeTheLayout) {
  const Problem problem(shapes()[1]);
  std::size_t bytes = 0;
  EXPECT_EQ(cudnnGetConvolutionForwardWorkspaceSize(handle(), problem.x.get(), problem.w.get(),
                                                    problem.convolution.get(), problem.y.get(),
                                                    CUDNN_CONVOLUTION_FWD_ALGO_FFT_TILING, &bytes),
            CUDNN_STATUS_NOT_SUPPORTED);
  expect_report(FaultKind::misuse, {"is not supported for NHWC"});
}

TEST_F(CudnnConvolutionTest, SeesMemoryFreedBeforeItsTurn) {
  const Problem problem(shapes()[1]);
  const DeviceArray<float> x(as_floats(problem.picture));
  const DeviceArray<float> w(as_floats(to_cudnn(problem.shape, problem.kernel)));
  float* y = nullptr;
  TIMBRE_CUDA_CHECK(cudaMalloc(&y, problem.output.size() * sizeof(float)));
  const DeviceArray<char> workspace(forward_bytes(problem));
  const TestStream other;
  TIMBRE_CUDA_CHECK(cudaFreeAsync(y, other.get()));
  EXPECT_CUDNN(forward(problem, x.get(), w.get(), y, workspace.get(), workspace.bytes()));
  TIMBRE_CUDA_CHECK(cudaStreamSynchronize(other.get()));
  EXPECT_NE(cudaStreamSynchronize(stream()), cudaSuccess);
  expect_report(FaultKind::use_after_free, {"y: allocation", "was freed"});
}

TEST_F(CudnnConvolutionTest, SeesReadsOfWhatNobodyWrote) {
  const Problem problem(shapes()[1]);
  const DeviceArray<float> x(problem.picture.size());
  const DeviceArray<float> w(as_floats(to_cudnn(problem.shape, problem.kernel)));
  const DeviceArray<float> y(problem.output.size());
  const DeviceArray<char> workspace(forward_bytes(problem));
  EXPECT_CUDNN(forward(problem, x.get(), w.get(), y.get(), workspace.get(), workspace.bytes()));
  wait();
  expect_report(FaultKind::uninitialised,
                {"cudnnConvolutionForward reads byte 0 of x, which nobody wrote"});
}

TEST_F(CudnnConvolutionTest, FailsAfterTheDeviceFailed) {
  const Problem problem(shapes()[0]);
  const DeviceArray<float> x(as_floats(problem.picture)), w(as_floats(problem.kernel)), y(1);
  const std::vector<float> numbers(5);
  EXPECT_EQ(cudaMemcpy(y.get(), numbers.data(), 20, cudaMemcpyHostToDevice),
            cudaErrorIllegalAddress);
  EXPECT_EQ(forward(problem, x.get(), w.get(), y.get(), nullptr, 0), CUDNN_STATUS_EXECUTION_FAILED);
  expect_report(FaultKind::out_of_bounds, {"the destination of the copy"});
}

}  // namespace
}  // namespace timbre::test
