#pragma once

#include <cublasLt.h>

#include <cmath>
#include <memory>

#include "emulator/exact.hpp"
#include "emulator/streams.hpp"
#include "support/plain_ops.hpp"

namespace timbre::test {

#define EXPECT_CUBLAS(call) EXPECT_EQ((call), CUBLAS_STATUS_SUCCESS)

class TestLayout {
 public:
  TestLayout(std::int64_t rows, std::int64_t columns, std::int64_t leading_dimension) {
    EXPECT_CUBLAS(
        cublasLtMatrixLayoutCreate(&handle_, CUDA_R_32F, rows, columns, leading_dimension));
  }
  TestLayout(const TestLayout&) = delete;
  TestLayout& operator=(const TestLayout&) = delete;
  ~TestLayout() { cublasLtMatrixLayoutDestroy(handle_); }
  cublasLtMatrixLayout_t get() const { return handle_; }

 private:
  cublasLtMatrixLayout_t handle_ = nullptr;
};

/// What a product is made of: d [m, n] = op(a) [m, k] op(b) [k, n], in columns.
struct Case {
  std::int64_t m = 3, n = 4, k = 5;
  bool transpose_a = false, transpose_b = false;
  std::int64_t gap = 0;  ///< values between the end of a column and the next
  cublasComputeType_t compute = CUBLAS_COMPUTE_32F;
  cublasLtEpilogue_t epilogue = CUBLASLT_EPILOGUE_DEFAULT;
};

/// A product with its descriptors and an algorithm.
class TestProduct {
 public:
  TestProduct(cublasLtHandle_t handle, const Case& sizes, const float* bias = nullptr,
              std::uint32_t alignment = 4, std::uint64_t workspace_limit = 1 << 20)
      : sizes_(sizes),
        a_(a_rows(), a_columns(), a_rows() + sizes.gap),
        b_(b_rows(), b_columns(), b_rows() + sizes.gap),
        d_(sizes.m, sizes.n, sizes.m + sizes.gap) {
    EXPECT_CUBLAS(cublasLtMatmulDescCreate(&descriptor_, sizes.compute, CUDA_R_32F));
    set(CUBLASLT_MATMUL_DESC_TRANSA, sizes.transpose_a ? CUBLAS_OP_T : CUBLAS_OP_N);
    set(CUBLASLT_MATMUL_DESC_TRANSB, sizes.transpose_b ? CUBLAS_OP_T : CUBLAS_OP_N);
    set(CUBLASLT_MATMUL_DESC_EPILOGUE, sizes.epilogue);
    set(CUBLASLT_MATMUL_DESC_BIAS_POINTER, bias);
    EXPECT_CUBLAS(cublasLtMatmulPreferenceCreate(&preference_));
    prefer(CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, workspace_limit);
    for (const auto attribute :
         {CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES,
          CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES})
      prefer(attribute, alignment);
    status_ = choose(handle);
  }
  TestProduct(const TestProduct&) = delete;
  TestProduct& operator=(const TestProduct&) = delete;
  ~TestProduct() {
    cublasLtMatmulPreferenceDestroy(preference_);
    if (descriptor_) cublasLtMatmulDescDestroy(descriptor_);
  }

  cublasStatus_t choose(cublasLtHandle_t handle) {
    int returned = 0;
    return cublasLtMatmulAlgoGetHeuristic(handle, descriptor_, a_.get(), b_.get(), d_.get(),
                                          d_.get(), preference_, 1, &best_, &returned);
  }
  template <typename Value>
  void set(cublasLtMatmulDescAttributes_t attribute, const Value& value) {
    EXPECT_CUBLAS(cublasLtMatmulDescSetAttribute(descriptor_, attribute, &value, sizeof value));
  }
  template <typename Value>
  void prefer(cublasLtMatmulPreferenceAttributes_t attribute, const Value& value) {
    EXPECT_CUBLAS(
        cublasLtMatmulPreferenceSetAttribute(preference_, attribute, &value, sizeof value));
  }

  cublasStatus_t run(cublasLtHandle_t handle, cudaStream_t stream, const float* a, const float* b,
                     float* d, void* workspace, std::size_t workspace_bytes,
                     float beta = 0.0f) const {
    const float alpha = 1.0f;
    return cublasLtMatmul(handle, descriptor_, &alpha, a, a_.get(), b, b_.get(), &beta, d, d_.get(),
                          d, d_.get(), &best_.algo, workspace, workspace_bytes, stream);
  }

  std::int64_t a_rows() const { return sizes_.transpose_a ? sizes_.k : sizes_.m; }
  std::int64_t a_columns() const { return sizes_.transpose_a ? sizes_.m : sizes_.k; }
  std::int64_t b_rows() const { return sizes_.transpose_b ? sizes_.n : sizes_.k; }
  std::int64_t b_columns() const { return sizes_.transpose_b ? sizes_.k : sizes_.n; }
  std::size_t workspace_bytes() const { return best_.workspaceSize; }
  cublasStatus_t status() const { return status_; }
  cublasLtMatmulHeuristicResult_t& best() { return best_; }
  cublasLtMatmulDesc_t descriptor() const { return descriptor_; }
  void drop_descriptor() { descriptor_ = nullptr; }

 private:
  Case sizes_;
  TestLayout a_, b_, d_;
  cublasLtMatmulDesc_t descriptor_ = nullptr;
  cublasLtMatmulPreference_t preference_ = nullptr;
  cublasLtMatmulHeuristicResult_t best_{};
  cublasStatus_t status_ = CUBLAS_STATUS_SUCCESS;
};

// A row-major matrix [rows, columns] as it lies in memory in columns, or its transpose does; gaps
// are NaN.
inline std::vector<float> in_columns(std::int64_t rows, std::int64_t columns, const Plain& matrix,
                                     bool transpose, std::int64_t gap) {
  const std::int64_t length = transpose ? columns : rows;
  const std::int64_t count = transpose ? rows : columns;
  std::vector<float> memory((length + gap) * count, std::nanf(""));
  for (std::int64_t row = 0; row < rows; ++row)
    for (std::int64_t column = 0; column < columns; ++column) {
      const std::int64_t place =
          transpose ? column + row * (length + gap) : row + column * (length + gap);
      memory[place] = static_cast<float>(matrix[row * columns + column]);
    }
  return memory;
}

class CublasTest : public EmulatedDevice {
 protected:
  CublasTest() : stream_(std::make_unique<TestStream>()) {
    EXPECT_CUBLAS(cublasLtCreate(&handle_));
  }
  ~CublasTest() override {
    if (handle_) {
      EXPECT_CUBLAS(cublasLtDestroy(handle_));
    }
    stream_.reset();
  }
  cudaStream_t stream() const { return stream_->get(); }
  void wait() const { TIMBRE_CUDA_CHECK(cudaStreamSynchronize(stream())); }

  std::unique_ptr<TestStream> stream_;
  cublasLtHandle_t handle_ = nullptr;
};

}  // namespace timbre::test
