#pragma once

#include <array>

namespace timbre::resample {

inline constexpr int block_size = 16;

/// Filter weights as dot products read them: whole blocks that begin on a cache line.
struct alignas(64) WeightBlock {
  float weights[block_size] = {};
};

/// One row of weights times four windows of samples, because loading is what takes the time:
/// sums[k] = sum over i of weight i times windows[k][i], for `blocks` * 16 weights. Windows need no
/// alignment. Every product goes to one of 16 float sums, i to i mod 16, and these are added in
/// halves, so that the rounding does not depend on the width of the registers: processors with
/// fused multiplication (AVX2, AVX-512, NEON) give the same bits.
using DotProducts = void (*)(const WeightBlock* row, const std::array<const float*, 4>& windows,
                             int blocks, std::array<float, 4>& sums);

/// The fastest version for this processor.
DotProducts dot_products();

}  // namespace timbre::resample
