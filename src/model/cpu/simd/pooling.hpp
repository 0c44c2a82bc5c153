#pragma once

#include <cstdint>

namespace timbre::model::cpu::simd {

/// sums[i] += values[i].
void add_values(std::int64_t count, const float* values, float* sums);

/// output[i] = factor * values[i]; both may be the same.
void scale_values(std::int64_t count, float factor, const float* values, float* output);

}  // namespace timbre::model::cpu::simd
