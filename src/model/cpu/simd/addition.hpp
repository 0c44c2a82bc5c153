#pragma once

#include <cstdint>

namespace timbre::model::cpu::simd {

/// output[i] = first[i] + second[i]; with `relu` 0 where that is not above 0. NaN passes.
void add(std::int64_t count, const float* first, const float* second, bool relu, float* output);

/// Backward: both gradients are the output's; with `relu` 0 where the output is 0. A null one is
/// not wanted.
void spread_sum(std::int64_t count, const float* output_gradient, const float* output, bool relu,
                float* first_gradient, float* second_gradient);

}  // namespace timbre::model::cpu::simd
