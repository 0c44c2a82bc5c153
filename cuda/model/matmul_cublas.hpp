#pragma once

#include <cstdint>

#include "model/libraries.hpp"
#include "timbre/model/precision.hpp"

namespace timbre::cuda {

/// c [rows, columns] = a [rows, inner] times b [inner, columns]. All matrices are row-major; one
/// that is transposed lies in memory as the transpose of these sizes. A stride counts values from
/// row to row in memory; 0 means that there are no gaps.
struct MatmulShape {
  std::int64_t rows = 1;
  std::int64_t columns = 1;
  std::int64_t inner = 1;
  bool transpose_a = false;
  bool transpose_b = false;
  std::int64_t a_stride = 0;
  std::int64_t b_stride = 0;
  std::int64_t c_stride = 0;
};

enum class MatmulEpilogue {
  none,
  bias,       ///< c = a b + bias [columns]
  bias_relu,  ///< c = max(0, a b + bias)
};

struct MatmulOptions {
  model::Precision precision = model::Precision::f32;
  MatmulEpilogue epilogue = MatmulEpilogue::none;
  bool accumulate = false;  ///< c += instead of c =
  /// Bytes of workspace that an algorithm may take.
  std::uint64_t workspace_limit = std::uint64_t{32} << 20;
};

/// One matrix product. Everything about it is settled when it is made, so that running it allocates
/// nothing, waits for nothing and can be captured in a graph. The same bits in every run.
class Matmul {
 public:
  /// Addresses of matrices and biases are multiples of this.
  static constexpr std::size_t alignment = 16;

  /// Throws Error when cuBLAS has no algorithm for it.
  Matmul(Libraries& libraries, const MatmulShape& shape, const MatmulOptions& options);

  std::size_t workspace_bytes() const { return workspace_bytes_; }

  /// `bias` is null if and only if the epilogue has none.
  void run(float* c, const float* a, const float* b, const float* bias, Workspace workspace) const;

 private:
  Libraries* libraries_;
  MatmulOptions options_;
  MatmulDescriptor descriptor_;
  MatrixLayout a_, b_, c_;
  cublasLtMatmulAlgo_t algorithm_{};
  std::size_t workspace_bytes_ = 0;
};

}  // namespace timbre::cuda
