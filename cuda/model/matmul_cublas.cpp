// cuBLAS sees matrices in columns: a row-major matrix is to it the transpose in columns. So it
// computes c^T [columns, rows] = b^T a^T, with our b as its first factor, and the bias, one value
// for each of our columns, is one for each of its rows.
#include "model/matmul_cublas.hpp"

#include "timbre/core/error.hpp"

namespace timbre::cuda {
namespace {

using model::Precision;

cublasComputeType_t compute_type(Precision precision) {
  switch (precision) {
    case Precision::tf32:
      return CUBLAS_COMPUTE_32F_FAST_TF32;
    case Precision::bf16:
      return CUBLAS_COMPUTE_32F_FAST_16BF;
    case Precision::f32:
      break;
  }
  return CUBLAS_COMPUTE_32F;
}

cublasLtEpilogue_t epilogue_of(MatmulEpilogue epilogue) {
  switch (epilogue) {
    case MatmulEpilogue::bias:
      return CUBLASLT_EPILOGUE_BIAS;
    case MatmulEpilogue::bias_relu:
      return CUBLASLT_EPILOGUE_RELU_BIAS;
    case MatmulEpilogue::none:
      break;
  }
  return CUBLASLT_EPILOGUE_DEFAULT;
}

template <typename Value>
void set(const MatmulDescriptor& descriptor, cublasLtMatmulDescAttributes_t attribute,
         const Value& value) {
  TIMBRE_LIBRARY_CHECK(
      cublasLtMatmulDescSetAttribute(descriptor.get(), attribute, &value, sizeof value));
}

template <typename Value>
void set(const MatmulPreference& preference, cublasLtMatmulPreferenceAttributes_t attribute,
         const Value& value) {
  TIMBRE_LIBRARY_CHECK(
      cublasLtMatmulPreferenceSetAttribute(preference.get(), attribute, &value, sizeof value));
}

MatmulDescriptor make_descriptor(const MatmulShape& shape, const MatmulOptions& options) {
  cublasLtMatmulDesc_t made = nullptr;
  TIMBRE_LIBRARY_CHECK(
      cublasLtMatmulDescCreate(&made, compute_type(options.precision), CUDA_R_32F));
  MatmulDescriptor descriptor(made);
  set(descriptor, CUBLASLT_MATMUL_DESC_TRANSA, shape.transpose_b ? CUBLAS_OP_T : CUBLAS_OP_N);
  set(descriptor, CUBLASLT_MATMUL_DESC_TRANSB, shape.transpose_a ? CUBLAS_OP_T : CUBLAS_OP_N);
  set(descriptor, CUBLASLT_MATMUL_DESC_EPILOGUE, epilogue_of(options.epilogue));
  if (options.epilogue != MatmulEpilogue::none) {
    // An address with the least alignment of all that will come: only that is looked at.
    const auto* bias = reinterpret_cast<const void*>(Matmul::alignment);
    set(descriptor, CUBLASLT_MATMUL_DESC_BIAS_POINTER, bias);
  }
  return descriptor;
}

// A row-major matrix of these sizes in memory.
MatrixLayout make_layout(std::int64_t rows, std::int64_t columns, bool transposed,
                         std::int64_t stride) {
  const std::int64_t memory_rows = transposed ? columns : rows;
  const std::int64_t memory_columns = transposed ? rows : columns;
  cublasLtMatrixLayout_t made = nullptr;
  TIMBRE_LIBRARY_CHECK(cublasLtMatrixLayoutCreate(
      &made, CUDA_R_32F, static_cast<std::uint64_t>(memory_columns),
      static_cast<std::uint64_t>(memory_rows), stride == 0 ? memory_columns : stride));
  return MatrixLayout(made);
}

MatmulPreference make_preference(const MatmulOptions& options) {
  cublasLtMatmulPreference_t made = nullptr;
  TIMBRE_LIBRARY_CHECK(cublasLtMatmulPreferenceCreate(&made));
  MatmulPreference preference(made);
  set(preference, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, options.workspace_limit);
  for (const auto attribute :
       {CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES,
        CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES})
    set(preference, attribute, static_cast<std::uint32_t>(Matmul::alignment));
  return preference;
}

std::string describe(const MatmulShape& shape) {
  return "[" + std::to_string(shape.rows) + ", " + std::to_string(shape.inner) + "] times [" +
         std::to_string(shape.inner) + ", " + std::to_string(shape.columns) + "]";
}

}  // namespace

Matmul::Matmul(Libraries& libraries, const MatmulShape& shape, const MatmulOptions& options)
    : libraries_(&libraries),
      options_(options),
      descriptor_(make_descriptor(shape, options)),
      a_(make_layout(shape.rows, shape.inner, shape.transpose_a, shape.a_stride)),
      b_(make_layout(shape.inner, shape.columns, shape.transpose_b, shape.b_stride)),
      c_(make_layout(shape.rows, shape.columns, false, shape.c_stride)) {
  const MatmulPreference preference = make_preference(options);
  cublasLtMatmulHeuristicResult_t best{};
  int found = 0;
  const cublasStatus_t status =
      cublasLtMatmulAlgoGetHeuristic(libraries.cublas_lt(), descriptor_.get(), b_.get(), a_.get(),
                                     c_.get(), c_.get(), preference.get(), 1, &best, &found);
  if (status == CUBLAS_STATUS_NOT_SUPPORTED || (status == CUBLAS_STATUS_SUCCESS && found == 0))
    throw Error("cuBLAS has no algorithm for the matrix product " + describe(shape) +
                "; use --device cpu");
  check(status, "cublasLtMatmulAlgoGetHeuristic");
  algorithm_ = best.algo;
  workspace_bytes_ = best.workspaceSize;
}

void Matmul::run(float* c, const float* a, const float* b, const float* bias,
                 Workspace workspace) const {
  require((bias != nullptr) == (options_.epilogue != MatmulEpilogue::none),
          "a matrix product gets a bias if and only if it was made with one");
  require(workspace.size() >= workspace_bytes_, "a matrix product's workspace is too small");
  if (bias) set(descriptor_, CUBLASLT_MATMUL_DESC_BIAS_POINTER, static_cast<const void*>(bias));
  const float alpha = 1.0f;
  const float beta = options_.accumulate ? 1.0f : 0.0f;
  TIMBRE_LIBRARY_CHECK(cublasLtMatmul(libraries_->cublas_lt(), descriptor_.get(), &alpha, b,
                                      b_.get(), a, a_.get(), &beta, c, c_.get(), c, c_.get(),
                                      &algorithm_, workspace.data(), workspace_bytes_,
                                      libraries_->stream()));
}

}  // namespace timbre::cuda
