#pragma once

#include <cstdint>

namespace timbre::model::cpu {

/// A row-major matrix in memory, or its transpose.
struct Matrix {
  const float* values = nullptr;
  std::int64_t stride = 0;  ///< floats from row to row in memory
  bool transposed = false;
};

/// Whether a product replaces what was there or is added to it.
enum class Into { overwrite, accumulate };

/// c [m, n] = or += a [m, k] times b [k, n]; `c` has `c_stride` floats from row to row. Uses all
/// threads outside of parallel loops and one inside.
void matmul(std::int64_t m, std::int64_t n, std::int64_t k, const Matrix& a, const Matrix& b,
            Into into, float* c, std::int64_t c_stride);

/// The same for a `c` without gaps between its rows.
inline void matmul(std::int64_t m, std::int64_t n, std::int64_t k, const Matrix& a, const Matrix& b,
                   Into into, float* c) {
  matmul(m, n, k, a, b, into, c, n);
}

}  // namespace timbre::model::cpu
