#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

namespace timbre::cuda {

/// An affine map x W + b of the channels of a pixel, or its gradient.
struct AffineMap {
  float* kernel = nullptr;  ///< [in, out]
  float* bias = nullptr;    ///< [out]
};
struct ConstAffineMap {
  const float* kernel = nullptr;
  const float* bias = nullptr;
};

/// Sizes of a map `in -> between` that is followed by one `between -> out`.
struct FoldShape {
  std::uint32_t in = 1;
  std::uint32_t between = 1;
  std::uint32_t out = 1;
};

/// folded = first, then second: the one map that they are.
void fold(const FoldShape& shape, const AffineMap& folded, const ConstAffineMap& first,
          const ConstAffineMap& second, cudaStream_t stream);

/// The gradients of both from that of the folded map; those of a null kernel are not wanted.
void unfold(const FoldShape& shape, const AffineMap& first_gradient,
            const AffineMap& second_gradient, const ConstAffineMap& folded_gradient,
            const ConstAffineMap& first, const ConstAffineMap& second, cudaStream_t stream);

}  // namespace timbre::cuda
