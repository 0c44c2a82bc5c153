#include "emulator/cublas.hpp"

namespace timbre::test {
namespace {

using emulated::FaultKind;

TEST_F(CublasTest, GivesThePlainProduct) {
  const std::vector<Case> cases = {
      {.m = 1, .n = 1, .k = 1},
      {},
      {.transpose_a = true},
      {.transpose_b = true},
      {.m = 7, .n = 2, .k = 70, .transpose_a = true, .transpose_b = true},
      {.m = 4, .n = 9, .k = 3, .gap = 2},
      {.m = 4, .n = 3, .k = 65, .transpose_a = true, .gap = 1}};
  for (const Case& sizes : cases) {
    const Plain a_values = small_integers(sizes.m * sizes.k, 1);
    const Plain b_values = small_integers(sizes.k * sizes.n, 2);
    const Plain product = plain_product(sizes.m, sizes.n, sizes.k, a_values, b_values);
    const DeviceArray<float> a(
        in_columns(sizes.m, sizes.k, a_values, sizes.transpose_a, sizes.gap));
    const DeviceArray<float> b(
        in_columns(sizes.k, sizes.n, b_values, sizes.transpose_b, sizes.gap));
    const DeviceArray<float> d(std::vector<float>((sizes.m + sizes.gap) * sizes.n, 100.0f));
    const TestProduct planned(handle_, sizes);
    const DeviceArray<char> workspace(planned.workspace_bytes() + 1);
    EXPECT_EQ(planned.workspace_bytes() > 0, sizes.k >= 64);
    EXPECT_CUBLAS(planned.run(handle_, stream(), a.get(), b.get(), d.get(), workspace.get(),
                              planned.workspace_bytes()));
    EXPECT_EQ(d.get()[0], 100.0f) << "computed before anybody waited";
    wait();
    std::vector<float> expected = in_columns(sizes.m, sizes.n, product, false, sizes.gap);
    for (float& value : expected) value = std::isnan(value) ? 100.0f : value;
    expect_close(d.values(), expected, exact());

    EXPECT_CUBLAS(planned.run(handle_, stream(), a.get(), b.get(), d.get(), workspace.get(),
                              planned.workspace_bytes(), 2.0f));
    wait();
    EXPECT_EQ(d.values()[0], 3.0f * expected[0]);
  }
}

TEST_F(CublasTest, AddsABiasForEachRowAndCutsOffBelowZero) {
  const Plain a_values = small_integers(15, 1), b_values = small_integers(20, 2);
  const Plain biases{10, -20, 3};
  Plain sums = plain_product(3, 4, 5, a_values, b_values);
  for (std::size_t index = 0; index < sums.size(); ++index) sums[index] += biases[index / 4];
  const DeviceArray<float> a(in_columns(3, 5, a_values, false, 0));
  const DeviceArray<float> b(in_columns(5, 4, b_values, false, 0));
  const DeviceArray<float> bias(as_floats(biases)), d(12);
  for (const auto epilogue : {CUBLASLT_EPILOGUE_BIAS, CUBLASLT_EPILOGUE_RELU_BIAS}) {
    const TestProduct planned(handle_, {.epilogue = epilogue}, bias.get());
    EXPECT_CUBLAS(planned.run(handle_, stream(), a.get(), b.get(), d.get(), nullptr, 0));
    wait();
    if (epilogue == CUBLASLT_EPILOGUE_RELU_BIAS)
      for (double& value : sums) value = std::max(value, 0.0);
    expect_close(d.values(), in_columns(3, 4, sums, false, 0), exact());
  }
}

TEST_F(CublasTest, RoundsFactorsAsTheComputeTypeSays) {
  const std::vector<float> value{1.0f + 0x1p-9f + 0x1p-13f};
  const DeviceArray<float> a(value), b(std::vector<float>{1.0f}), d(1);
  const auto run = [&](cublasComputeType_t compute) {
    const TestProduct planned(handle_, {.m = 1, .n = 1, .k = 1, .compute = compute});
    EXPECT_CUBLAS(planned.run(handle_, stream(), a.get(), b.get(), d.get(), nullptr, 0));
    wait();
    return d.values()[0];
  };
  EXPECT_EQ(run(CUBLAS_COMPUTE_32F), value[0]);
  EXPECT_EQ(run(CUBLAS_COMPUTE_32F_FAST_TF32), 1.0f + 0x1p-9f);
  EXPECT_EQ(run(CUBLAS_COMPUTE_32F_FAST_16BF), 1.0f);
}

TEST_F(CublasTest, IsCapturedAndReplayed) {
  const DeviceArray<float> a(std::vector<float>{3}), b(std::vector<float>{5});
  const DeviceArray<float> d(std::vector<float>{1});
  const TestProduct planned(handle_, {.m = 1, .n = 1, .k = 1});
  cudaGraph_t graph = nullptr;
  cudaGraphExec_t executable = nullptr;
  TIMBRE_CUDA_CHECK(cudaStreamBeginCapture(stream(), cudaStreamCaptureModeGlobal));
  EXPECT_CUBLAS(planned.run(handle_, stream(), a.get(), b.get(), d.get(), nullptr, 0, 1.0f));
  TIMBRE_CUDA_CHECK(cudaStreamEndCapture(stream(), &graph));
  TIMBRE_CUDA_CHECK(cudaGraphInstantiate(&executable, graph, 0));
  for (int repeat = 0; repeat < 3; ++repeat)
    TIMBRE_CUDA_CHECK(cudaGraphLaunch(executable, stream()));
  wait();
  EXPECT_EQ(d.values()[0], 46.0f);
  TIMBRE_CUDA_CHECK(cudaGraphExecDestroy(executable));
  TIMBRE_CUDA_CHECK(cudaGraphDestroy(graph));
}

TEST_F(CublasTest, WritesBetweenTheColumnsItReads) {
  // a is the left half of each column of one matrix, d the right half.
  const DeviceArray<float> both(std::vector<float>{1, 2, 0, 0, 3, 4, 0, 0});
  const DeviceArray<float> b(std::vector<float>{1, 0, 0, 1});
  const TestLayout half(2, 2, 4), square(2, 2, 2);
  cublasLtMatmulDesc_t descriptor = nullptr;
  cublasLtMatmulPreference_t preference = nullptr;
  EXPECT_CUBLAS(cublasLtMatmulDescCreate(&descriptor, CUBLAS_COMPUTE_32F, CUDA_R_32F));
  EXPECT_CUBLAS(cublasLtMatmulPreferenceCreate(&preference));
  cublasLtMatmulHeuristicResult_t best{};
  int returned = 0;
  const auto set_alignment = [&](cublasLtMatmulPreferenceAttributes_t attribute) {
    const std::uint32_t eight = 8;
    EXPECT_CUBLAS(
        cublasLtMatmulPreferenceSetAttribute(preference, attribute, &eight, sizeof eight));
  };
  set_alignment(CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES);
  EXPECT_CUBLAS(cublasLtMatmulAlgoGetHeuristic(handle_, descriptor, half.get(), square.get(),
                                               half.get(), half.get(), preference, 1, &best,
                                               &returned));
  const float one = 1.0f, zero = 0.0f;
  const auto run = [&](float* d) {
    return cublasLtMatmul(handle_, descriptor, &one, both.get(), half.get(), b.get(), square.get(),
                          &zero, d, half.get(), d, half.get(), &best.algo, nullptr, 0, stream());
  };
  EXPECT_CUBLAS(run(both.get() + 2));
  wait();
  EXPECT_EQ(both.values(), (std::vector<float>{1, 2, 1, 2, 3, 4, 3, 4}));
  EXPECT_EQ(run(both.get()), CUBLAS_STATUS_INVALID_VALUE);
  expect_report(FaultKind::misuse, {"a and d overlap"});
  EXPECT_CUBLAS(cublasLtMatmulPreferenceDestroy(preference));
  EXPECT_CUBLAS(cublasLtMatmulDescDestroy(descriptor));
}

}  // namespace
}  // namespace timbre::test
