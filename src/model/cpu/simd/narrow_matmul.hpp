#pragma once

#include <cstdint>

namespace timbre::model::cpu::simd {

/// Widest inner dimension that the functions below take: input channels of a first layer. General
/// matrix products reach a tenth of their speed there.
inline constexpr std::int64_t narrow_limit = 4;

/// c = a b for a [m, k], b [k, n], c [m, n], row-major without gaps, k <= narrow_limit.
void narrow_matmul(std::int64_t m, std::int64_t n, std::int64_t k, const float* a, const float* b,
                   float* c);

/// c += a^T b for a [m, k], b [m, n], c [k, n], row-major without gaps, k <= narrow_limit.
void add_narrow_product(std::int64_t m, std::int64_t n, std::int64_t k, const float* a,
                        const float* b, float* c);

}  // namespace timbre::model::cpu::simd
