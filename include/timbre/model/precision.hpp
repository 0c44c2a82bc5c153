#pragma once

namespace timbre::model {

/// How the factors of matrix products and convolutions are rounded on a GPU before they are
/// multiplied. Values in memory, sums and everything else stay float32.
enum class Precision {
  f32,   ///< not at all: no tensor cores
  tf32,  ///< to TF32: 10 bits of mantissa instead of 23
  bf16,  ///< to bfloat16: 7 bits of mantissa
};

}  // namespace timbre::model
