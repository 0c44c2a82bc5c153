#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

namespace timbre::cuda {

/// output[i] = first[i] + second[i] of `count` values; with `relu` 0 where that is not above 0. NaN
/// passes.
void add_values(std::int64_t count, bool relu, float* output, const float* first,
                const float* second, cudaStream_t stream);

/// Backward: both gradients are the output's; with `relu` 0 where the output is 0. A null one is
/// not wanted; `output` is read with `relu` alone.
void spread_sum(std::int64_t count, bool relu, float* first_gradient, float* second_gradient,
                const float* output_gradient, const float* output, cudaStream_t stream);

/// sum[i] += part[i].
void accumulate(std::int64_t count, float* sum, const float* part, cudaStream_t stream);

}  // namespace timbre::cuda
