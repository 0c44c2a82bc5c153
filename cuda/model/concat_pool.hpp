#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

namespace timbre::cuda {

/// Pictures of `pixels` pixels, [batch, pixels, channels].
struct ConcatPoolShape {
  std::int64_t batch = 1;
  std::uint32_t pixels = 1;
  std::uint32_t channels = 1;
};

/// output [batch, 2 channels]: each channel's maximum, then each channel's mean. The first of the
/// largest counts, whose pixel goes to `from` [batch, channels]; NaN passes.
void pool_concat(const ConcatPoolShape& shape, float* output, std::int32_t* from,
                 const float* input, cudaStream_t stream);
void spread_concat(const ConcatPoolShape& shape, float* input_gradient,
                   const float* output_gradient, const std::int32_t* from, cudaStream_t stream);

}  // namespace timbre::cuda
