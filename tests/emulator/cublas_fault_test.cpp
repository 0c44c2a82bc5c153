#include <utility>

#include "emulator/cublas.hpp"

namespace timbre::test {
namespace {

using emulated::FaultKind;

TEST_F(CublasTest, RefusesMemoryThatDoesNotFit) {
  const DeviceArray<float> a(std::vector<float>(3 * 70)), b(std::vector<float>(70 * 4)), d(16);
  const TestProduct planned(handle_, {.k = 70}, nullptr, 16);
  const std::size_t bytes = planned.workspace_bytes();
  const DeviceArray<char> workspace(bytes);
  const std::vector<float> host(3 * 70);
  const auto run = [&](const float* from, float* to, void* space, std::size_t given) {
    return planned.run(handle_, stream(), from, b.get(), to, space, given);
  };
  const auto invalid = CUBLAS_STATUS_INVALID_VALUE;
  EXPECT_EQ(run(host.data(), d.get(), workspace.get(), bytes), invalid);
  expect_report(FaultKind::misuse, {"cublasLtMatmul: a is not in the device's memory"});
  EXPECT_EQ(run(nullptr, d.get(), workspace.get(), bytes), invalid);
  expect_report(FaultKind::misuse, {"a is null"});
  EXPECT_EQ(run(a.get() + 4, d.get(), workspace.get(), bytes), invalid);
  expect_report(FaultKind::out_of_bounds, {"a: bytes 16 to 856 of allocation"});
  EXPECT_EQ(run(a.get(), d.get() + 1, workspace.get(), bytes), invalid);
  expect_report(FaultKind::misaligned, {"d is not aligned to 16 bytes"});
  EXPECT_EQ(run(a.get(), d.get(), workspace.get(), bytes - 1), invalid);
  expect_report(FaultKind::misuse, {"but the algorithm needs"});
  EXPECT_EQ(run(a.get(), d.get(), nullptr, bytes), invalid);
  expect_report(FaultKind::misuse, {"the workspace is null"});
}

TEST_F(CublasTest, RefusesADescriptionThatDoesNotFit) {
  cublasLtMatrixLayout_t layout = nullptr;
  EXPECT_EQ(cublasLtMatrixLayoutCreate(&layout, CUDA_R_32F, 5, 2, 4), CUBLAS_STATUS_INVALID_VALUE);
  expect_report(FaultKind::misuse, {"the leading dimension 4 is less than the 5 values"});
  EXPECT_EQ(cublasLtMatrixLayoutCreate(&layout, CUDA_R_32F, 0, 2, 4), CUBLAS_STATUS_INVALID_VALUE);
  expect_report(FaultKind::misuse, {"a matrix without values"});
  EXPECT_EQ(cublasLtMatrixLayoutCreate(&layout, CUDA_R_16F, 5, 2, 5), CUBLAS_STATUS_NOT_SUPPORTED);
  expect_report(FaultKind::misuse, {"matrices of float only"});
  cublasLtMatmulDesc_t descriptor = nullptr;
  EXPECT_EQ(cublasLtMatmulDescCreate(&descriptor, CUBLAS_COMPUTE_64F, CUDA_R_32F),
            CUBLAS_STATUS_NOT_SUPPORTED);
  expect_report(FaultKind::misuse, {"a compute type"});
  EXPECT_EQ(cublasLtMatmulDescCreate(&descriptor, CUBLAS_COMPUTE_32F, CUDA_R_64F),
            CUBLAS_STATUS_INVALID_VALUE);
  expect_report(FaultKind::misuse, {"are scaled by CUDA_R_32F"});

  const TestProduct planned(handle_, {});
  const cublasOperation_t conjugate = CUBLAS_OP_C;
  EXPECT_EQ(cublasLtMatmulDescSetAttribute(planned.descriptor(), CUBLASLT_MATMUL_DESC_TRANSA,
                                           &conjugate, sizeof conjugate),
            CUBLAS_STATUS_NOT_SUPPORTED);
  expect_report(FaultKind::misuse, {"an operation other than"});
  EXPECT_EQ(cublasLtMatmulDescSetAttribute(planned.descriptor(), CUBLASLT_MATMUL_DESC_TRANSA,
                                           &conjugate, 8),
            CUBLAS_STATUS_INVALID_VALUE);
  expect_report(FaultKind::misuse, {"the attribute's size is 8 bytes, not 4"});
}

TEST_F(CublasTest, RefusesSizesThatDoNotFit) {
  const TestLayout a(3, 5, 3), b(4, 4, 4), d(3, 4, 3), fitting(5, 4, 5), wrong(4, 4, 4);
  const TestProduct planned(handle_, {});
  cublasLtMatmulPreference_t preference = nullptr;
  EXPECT_CUBLAS(cublasLtMatmulPreferenceCreate(&preference));
  cublasLtMatmulHeuristicResult_t best{};
  int returned = 0;
  const auto choose = [&](const TestLayout& second, const TestLayout& result) {
    return cublasLtMatmulAlgoGetHeuristic(handle_, planned.descriptor(), a.get(), second.get(),
                                          result.get(), result.get(), preference, 1, &best,
                                          &returned);
  };
  EXPECT_CUBLAS(choose(fitting, d));
  EXPECT_EQ(choose(b, d), CUBLAS_STATUS_INVALID_VALUE);
  expect_report(FaultKind::misuse, {"a and b have different inner sizes"});
  EXPECT_EQ(choose(fitting, wrong), CUBLAS_STATUS_INVALID_VALUE);
  expect_report(FaultKind::misuse, {"c and d are to have 3 rows and 4 columns"});
  EXPECT_CUBLAS(cublasLtMatmulPreferenceDestroy(preference));
}

TEST_F(CublasTest, RefusesAnAlgorithmThatWasChosenForSomethingElse) {
  const DeviceArray<float> a(std::vector<float>(15)), b(std::vector<float>(20)), d(12);
  TestProduct planned(handle_, {});
  TestProduct other(handle_, {.m = 3, .n = 4, .k = 6});
  planned.best() = other.best();
  EXPECT_EQ(planned.run(handle_, stream(), a.get(), b.get(), d.get(), nullptr, 0),
            CUBLAS_STATUS_INVALID_VALUE);
  expect_report(FaultKind::misuse, {"chosen for another product"});
}

TEST_F(CublasTest, RefusesToChooseForABiasThatIsNotThere) {
  const TestProduct planned(handle_, {.epilogue = CUBLASLT_EPILOGUE_BIAS});
  EXPECT_EQ(planned.status(), CUBLAS_STATUS_INVALID_VALUE);
  expect_report(FaultKind::misuse, {"the bias is null"});
}

TEST_F(CublasTest, RefusesHandlesAndStreamsThatAreNotAlive) {
  const DeviceArray<float> a(std::vector<float>(15)), b(std::vector<float>(20)), d(12);
  TestProduct planned(handle_, {});
  EXPECT_EQ(planned.run(handle_, nullptr, a.get(), b.get(), d.get(), nullptr, 0),
            CUBLAS_STATUS_INVALID_VALUE);
  expect_report(FaultKind::misuse, {"no stream"});
  const cublasLtMatmulDesc_t gone = planned.descriptor();
  EXPECT_CUBLAS(cublasLtMatmulDescDestroy(gone));
  planned.drop_descriptor();
  EXPECT_EQ(cublasLtMatmulDescDestroy(gone), CUBLAS_STATUS_INVALID_VALUE);
  expect_report(FaultKind::misuse, {"not one of the live descriptors of matrix products"});
  const cublasLtHandle_t handle = std::exchange(handle_, nullptr);
  EXPECT_CUBLAS(cublasLtDestroy(handle));
  TestProduct late(handle, {});
  EXPECT_EQ(late.status(), CUBLAS_STATUS_INVALID_VALUE);
  expect_report(FaultKind::misuse, {"not one of the live cuBLAS handles"});
}

TEST_F(CublasTest, IsNotMadeWhileAStreamCaptures) {
  cudaGraph_t graph = nullptr;
  cublasLtHandle_t made = nullptr;
  TIMBRE_CUDA_CHECK(cudaStreamBeginCapture(stream(), cudaStreamCaptureModeGlobal));
  EXPECT_EQ(cublasLtCreate(&made), CUBLAS_STATUS_INVALID_VALUE);
  expect_report(FaultKind::misuse, {"making a handle while stream"});
  EXPECT_EQ(cudaStreamEndCapture(stream(), &graph), cudaErrorStreamCaptureInvalidated);
  expect_report(FaultKind::misuse, {"spoilt the capture"});
}

}  // namespace
}  // namespace timbre::test
