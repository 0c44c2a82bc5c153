#pragma once

#include <cstdint>

namespace timbre::model::cpu::simd {

/// One row of pooled output from `pool` rows of sums:
/// max over the window, + bias, relu, times the dropout scale. The first maximum of a window wins.
/// NaN passes through maximum and relu, so that a diverged network shows.
struct EpilogueRow {
  const float* input = nullptr;    ///< [pool, columns, channels]
  const float* bias = nullptr;     ///< [channels]; null: none
  const float* scales = nullptr;   ///< [output columns, channels], of dropout; null: none
  float* output = nullptr;         ///< [output columns, channels]
  std::uint8_t* passed = nullptr;  ///< like output, see model/pooling.hpp; null: not kept
  std::int64_t columns = 0;
  std::int64_t channels = 0;
  int pool = 1;
  bool relu = false;
};
void epilogue_row(const EpilogueRow& row);

/// Backward of one row: writes all of the input gradient, cut columns included.
struct EpilogueGradientRow {
  const float* output_gradient = nullptr;  ///< [output columns, channels]
  const std::uint8_t* passed = nullptr;    ///< null: everything passes (pool is 1)
  float scale = 1.0f;                      ///< of dropout
  float* input_gradient = nullptr;         ///< [pool, columns, channels]
  float* bias_gradient = nullptr;          ///< [channels], added to; null: not wanted
  std::int64_t columns = 0;
  std::int64_t channels = 0;
  int pool = 1;
};
void epilogue_gradient_row(const EpilogueGradientRow& row);

}  // namespace timbre::model::cpu::simd
