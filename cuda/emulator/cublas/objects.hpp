#pragma once

#include <cublasLt.h>

#include <array>
#include <cstdint>
#include <string>

#include "emulator/library/call.hpp"
#include "emulator/library/numbers.hpp"
#include "emulator/library/operands.hpp"
#include "emulator/runtime/registry.hpp"

// What cuBLAS's handles point to. Its headers leave the context open; descriptors are blocks of
// memory to them, of which ours are kinds.

struct cublasLtContext {};

namespace timbre::emulated {

using RefusedByCublas = RefusedByLibrary<cublasStatus_t>;

template <typename Body>
cublasStatus_t cublas_call(const char* function, Body body) {
  constexpr LibraryStatuses<cublasStatus_t> statuses{
      CUBLAS_STATUS_SUCCESS, CUBLAS_STATUS_INVALID_VALUE, CUBLAS_STATUS_EXECUTION_FAILED};
  return library_call(statuses, function, body);
}

/// Throws RefusedByCublas unless it holds.
void require_value(bool holds, const std::string& what);
void require_known(bool holds, const std::string& what);

struct MatmulDescription : cublasLtMatmulDescOpaque_t {
  cublasComputeType_t compute = CUBLAS_COMPUTE_32F;
  bool transpose_a = false, transpose_b = false;
  cublasLtEpilogue_t epilogue = CUBLASLT_EPILOGUE_DEFAULT;
  const void* bias = nullptr;

  bool has_bias() const;
  bool has_relu() const;
  FactorRounding rounding() const;
};

/// A matrix of float32 in columns.
struct MatrixDescription : cublasLtMatrixLayoutOpaque_t {
  std::uint64_t rows = 0, columns = 0;
  std::int64_t leading_dimension = 0;
};

struct PreferenceDescription : cublasLtMatmulPreferenceOpaque_t {
  std::uint64_t most_workspace_bytes = 0;
  /// Alignments of a, b, c and d that algorithms may rely on.
  std::array<std::uint32_t, 4> alignments{256, 256, 256, 256};
};

struct CublasObjects {
  Registry<cublasLtContext> handles{"cuBLAS handles"};
  Registry<MatmulDescription> products{"descriptors of matrix products"};
  Registry<MatrixDescription> matrices{"matrix layouts"};
  Registry<PreferenceDescription> preferences{"preferences of matrix products"};

  CublasObjects();
};
CublasObjects& cublas_objects();

MatmulDescription& product_of(cublasLtMatmulDesc_t handle);
const MatrixDescription& matrix_of(cublasLtMatrixLayout_t handle);
PreferenceDescription& preference_of(cublasLtMatmulPreference_t handle);

}  // namespace timbre::emulated
