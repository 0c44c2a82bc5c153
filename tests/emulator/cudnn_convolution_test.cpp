#include "emulator/cudnn_convolution.hpp"

namespace timbre::test {
namespace {

using emulated::FaultKind;

TEST_F(CudnnConvolutionTest, GivesThePlainForward) {
  for (const PlainConvolution& shape : shapes()) {
    const Problem problem(shape);
    const DeviceArray<float> x(as_floats(problem.picture));
    const DeviceArray<float> w(as_floats(to_cudnn(shape, problem.kernel)));
    const DeviceArray<float> y(shape.outputs());
    const DeviceArray<char> workspace(forward_bytes(problem));
    EXPECT_CUDNN(forward(problem, x.get(), w.get(), y.get(), workspace.get(), workspace.bytes()));
    EXPECT_TRUE(std::isnan(y.get()[0])) << "computed before anybody waited";
    wait();
    expect_close(y.values(), plain_forward(shape, problem.picture, problem.kernel), exact());
  }
}

TEST_F(CudnnConvolutionTest, GivesThePlainBackwardOfThePictures) {
  for (const PlainConvolution& shape : shapes()) {
    const Problem problem(shape);
    std::size_t bytes = 0;
    EXPECT_CUDNN(cudnnGetConvolutionBackwardDataWorkspaceSize(
        handle(), problem.w.get(), problem.y.get(), problem.convolution.get(), problem.x.get(),
        data_algorithm, &bytes));
    const DeviceArray<float> w(as_floats(to_cudnn(shape, problem.kernel)));
    const DeviceArray<float> dy(as_floats(problem.output));
    const DeviceArray<float> dx(shape.pictures());
    const DeviceArray<char> workspace(bytes);
    EXPECT_CUDNN(cudnnConvolutionBackwardData(handle(), &one, problem.w.get(), w.get(),
                                              problem.y.get(), dy.get(), problem.convolution.get(),
                                              data_algorithm, workspace.get(), bytes, &zero,
                                              problem.x.get(), dx.get()));
    wait();
    expect_close(dx.values(), plain_backward_input(shape, problem.output, problem.kernel), exact());
  }
}

TEST_F(CudnnConvolutionTest, GivesThePlainBackwardOfTheKernel) {
  for (const PlainConvolution& shape : shapes()) {
    const Problem problem(shape);
    std::size_t bytes = 0;
    EXPECT_CUDNN(cudnnGetConvolutionBackwardFilterWorkspaceSize(
        handle(), problem.x.get(), problem.y.get(), problem.convolution.get(), problem.w.get(),
        filter_algorithm, &bytes));
    const DeviceArray<float> x(as_floats(problem.picture));
    const DeviceArray<float> dy(as_floats(problem.output));
    const DeviceArray<float> dw(shape.kernels());
    const DeviceArray<char> workspace(bytes);
    EXPECT_CUDNN(
        cudnnConvolutionBackwardFilter(handle(), &one, problem.x.get(), x.get(), problem.y.get(),
                                       dy.get(), problem.convolution.get(), filter_algorithm,
                                       workspace.get(), bytes, &zero, problem.w.get(), dw.get()));
    wait();
    expect_close(from_cudnn(shape, dw.values()),
                 plain_backward_kernel(shape, problem.picture, problem.output), exact());
  }
}

TEST_F(CudnnConvolutionTest, SumsTheGradientOfABias) {
  const TestTensor dy_desc(2, 3, 2, 2), db_desc(1, 3, 1, 1);
  const Plain values = small_integers(24, 5);
  Plain sums(3);
  for (std::size_t index = 0; index < values.size(); ++index) sums[index % 3] += values[index];
  const DeviceArray<float> dy(as_floats(values)), db(3);
  EXPECT_CUDNN(cudnnConvolutionBackwardBias(handle(), &one, dy_desc.get(), dy.get(), &zero,
                                            db_desc.get(), db.get()));
  wait();
  expect_close(db.values(), sums, exact());

  const TestTensor wrong(1, 4, 1, 1);
  EXPECT_EQ(cudnnConvolutionBackwardBias(handle(), &one, dy_desc.get(), dy.get(), &zero,
                                         wrong.get(), db.get()),
            CUDNN_STATUS_BAD_PARAM);
  expect_report(FaultKind::misuse, {"cudnnConvolutionBackwardBias", "db's descriptor says"});
}

TEST_F(CudnnConvolutionTest, AddsToWhatWasThereForABeta) {
  const Problem problem(shapes()[1]);
  const DeviceArray<float> x(as_floats(problem.picture));
  const DeviceArray<float> w(as_floats(to_cudnn(problem.shape, problem.kernel)));
  const DeviceArray<float> y(as_floats(problem.output));
  const DeviceArray<char> workspace(forward_bytes(problem));
  const float two = 2.0f;
  EXPECT_CUDNN(
      forward(problem, x.get(), w.get(), y.get(), workspace.get(), workspace.bytes(), two));
  wait();
  Plain expected = plain_forward(problem.shape, problem.picture, problem.kernel);
  for (std::size_t index = 0; index < expected.size(); ++index)
    expected[index] += 2.0 * problem.output[index];
  expect_close(y.values(), expected, exact());
}

TEST_F(CudnnConvolutionTest, RoundsFactorsUnlessItMayNot) {
  const TestTensor x_desc(1, 1, 1, 1), y_desc(1, 1, 1, 1);
  const TestFilter w_desc(1, 1, 1, 1);
  const DeviceArray<float> x(std::vector<float>{1.0f + 0x1p-13f}), w(std::vector<float>{1.0f});
  const DeviceArray<float> y(1);
  const DeviceArray<char> workspace(4096);
  const auto run = [&](cudnnMathType_t math) {
    const TestConvolution convolution(0, 0, 1, math);
    EXPECT_CUDNN(cudnnConvolutionForward(
        handle(), &one, x_desc.get(), x.get(), w_desc.get(), w.get(), convolution.get(),
        forward_algorithm, workspace.get(), workspace.bytes(), &zero, y_desc.get(), y.get()));
    wait();
    return y.values()[0];
  };
  EXPECT_EQ(run(CUDNN_FMA_MATH), 1.0f + 0x1p-13f);
  EXPECT_EQ(run(CUDNN_DEFAULT_MATH), 1.0f) << "TF32 has 10 bits";
}

TEST_F(CudnnConvolutionTest, TakesBfloat16) {
  const TestTensor x_desc(1, 1, 1, 1, CUDNN_DATA_BFLOAT16), y_desc(1, 1, 1, 1, CUDNN_DATA_BFLOAT16);
  const TestFilter w_desc(1, 1, 1, 1, CUDNN_DATA_BFLOAT16);
  const TestConvolution convolution(0, 0, 1, CUDNN_DEFAULT_MATH);
  constexpr std::uint16_t one_and_bit = 0x3F81, three_halves = 0x3FC0;  // 1 + 2^-7, 1.5
  const DeviceArray<std::uint16_t> x(std::vector<std::uint16_t>{one_and_bit});
  const DeviceArray<std::uint16_t> w(std::vector<std::uint16_t>{three_halves});
  const DeviceArray<std::uint16_t> y(1);
  EXPECT_CUDNN(cudnnConvolutionForward(handle(), &one, x_desc.get(), x.get(), w_desc.get(), w.get(),
                                       convolution.get(), CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_GEMM,
                                       nullptr, 0, &zero, y_desc.get(), y.get()));
  wait();
  // 1.5 + 1.5 * 2^-7 lies between 1.5 + 2^-7 and 1.5 + 2^-6; ties go to the even one.
  EXPECT_EQ(y.values()[0], 0x3FC2);
}

TEST_F(CudnnConvolutionTest, IsCapturedAndReplayed) {
  const Problem problem(shapes()[2]);
  const DeviceArray<float> x(problem.picture.size());
  const DeviceArray<float> w(as_floats(to_cudnn(problem.shape, problem.kernel)));
  const DeviceArray<float> y(problem.output.size());
  const DeviceArray<char> workspace(forward_bytes(problem));
  cudaGraph_t graph = nullptr;
  cudaGraphExec_t executable = nullptr;
  TIMBRE_CUDA_CHECK(cudaStreamBeginCapture(stream(), cudaStreamCaptureModeGlobal));
  EXPECT_CUDNN(forward(problem, x.get(), w.get(), y.get(), workspace.get(), workspace.bytes()));
  TIMBRE_CUDA_CHECK(cudaStreamEndCapture(stream(), &graph));
  TIMBRE_CUDA_CHECK(cudaGraphInstantiate(&executable, graph, 0));
  EXPECT_EQ(emulated::statistics().library_calls, 0u);
  for (const std::uint64_t seed : {8, 9}) {
    const Plain picture = small_integers(problem.shape.pictures(), seed);
    const std::vector<float> values = as_floats(picture);
    TIMBRE_CUDA_CHECK(cudaMemcpy(x.get(), values.data(), x.bytes(), cudaMemcpyHostToDevice));
    TIMBRE_CUDA_CHECK(cudaGraphLaunch(executable, stream()));
    wait();
    expect_close(y.values(), plain_forward(problem.shape, picture, problem.kernel), exact());
  }
  EXPECT_EQ(emulated::statistics().library_calls, 2u);
  TIMBRE_CUDA_CHECK(cudaGraphExecDestroy(executable));
  TIMBRE_CUDA_CHECK(cudaGraphDestroy(graph));
}

TEST_F(CudnnConvolutionTest, ListsAlgorithmsThatACallerMustChooseFrom) {
  const Problem problem(shapes()[1]);
  cudnnConvolutionBwdFilterAlgoPerf_t results[8];
  int returned = 0;
  EXPECT_CUDNN(cudnnGetConvolutionBackwardFilterAlgorithm_v7(
      handle(), problem.x.get(), problem.y.get(), problem.convolution.get(), problem.w.get(), 8,
      &returned, results));
  ASSERT_EQ(returned, 3);
  EXPECT_EQ(results[0].status, CUDNN_STATUS_NOT_SUPPORTED);
  EXPECT_EQ(results[1].determinism, CUDNN_NON_DETERMINISTIC);
  EXPECT_EQ(results[2].determinism, CUDNN_DETERMINISTIC);
  EXPECT_GT(results[2].memory, 0u);
}

TEST_F(CudnnConvolutionTest, OneThatIsNotDeterministicGivesOtherBitsEachTime) {
  const Problem problem(shapes()[1]);
  const DeviceArray<float> x(as_floats(problem.picture)), dy(as_floats(problem.output));
  const DeviceArray<float> dw(problem.kernel.size());
  const auto run = [&](cudnnConvolutionBwdFilterAlgo_t algorithm) {
    const DeviceArray<char> workspace(8192);
    EXPECT_CUDNN(cudnnConvolutionBackwardFilter(
        handle(), &one, problem.x.get(), x.get(), problem.y.get(), dy.get(),
        problem.convolution.get(), algorithm, workspace.get(), workspace.bytes(), &zero,
        problem.w.get(), dw.get()));
    wait();
    return dw.values();
  };
  EXPECT_NE(run(CUDNN_CONVOLUTION_BWD_FILTER_ALGO_0), run(CUDNN_CONVOLUTION_BWD_FILTER_ALGO_0));
  EXPECT_EQ(run(CUDNN_CONVOLUTION_BWD_FILTER_ALGO_1), run(CUDNN_CONVOLUTION_BWD_FILTER_ALGO_1));
}

TEST_F(CudnnConvolutionTest, LeavesNothingInItsWorkspace) {
  const Problem problem(shapes()[1]);
  const DeviceArray<float> x(as_floats(problem.picture));
  const DeviceArray<float> w(as_floats(to_cudnn(problem.shape, problem.kernel)));
  const DeviceArray<float> y(problem.output.size());
  const DeviceArray<float> workspace(std::vector<float>(forward_bytes(problem) / 4 + 1, 7.0f));
  EXPECT_CUDNN(forward(problem, x.get(), w.get(), y.get(), workspace.get(), workspace.bytes()));
  wait();
  EXPECT_TRUE(std::isnan(workspace.get()[0]));
}

}  // namespace
}  // namespace timbre::test
