#pragma once

#include "model/epilogue.hpp"
#include "model/fold.hpp"

namespace timbre::cuda {

/// Most input channels for which a 1x1 convolution is computed within its epilogue.
inline constexpr std::int64_t narrow_limit = 4;

/// epilogue(x W + b) where a pixel has 1 to narrow_limit channels: the sums stay in registers.
/// `shape` is that of the sums; `forward.sums` is the input [batch, rows, columns, in] here, and
/// `forward.bias` the map's.
void narrow_forward(const EpilogueShape& shape, std::uint32_t in, const model::Epilogue& epilogue,
                    const float* kernel, const EpilogueForward& forward, cudaStream_t stream);

/// The gradient of the map. There is none of the input: what is narrow is the first layer.
struct NarrowBackward {
  const float* input = nullptr;            ///< [batch, rows, columns, in]
  const float* output_gradient = nullptr;  ///< [batch, output size]
  const std::uint8_t* passed = nullptr;    ///< null: everything passes
  AffineMap gradient;                      ///< overwritten
  float* partial = nullptr;                ///< narrow_partial_size floats
  unsigned* arrived = nullptr;             ///< narrow_counters zeros
};
void narrow_backward(const EpilogueShape& shape, std::uint32_t in, const model::Epilogue& epilogue,
                     const NarrowBackward& backward, cudaStream_t stream);

std::int64_t narrow_partial_size(const EpilogueShape& shape, std::uint32_t in);
std::int64_t narrow_counters(const EpilogueShape& shape);

}  // namespace timbre::cuda
