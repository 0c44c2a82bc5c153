#pragma once

#include <cstdint>

namespace timbre::model::cpu::simd {

/// sums[i] += values[i].
void add_values(std::int64_t count, const float* values, float* sums);

/// output[i] = factor * values[i]; both may be the same.
void scale_values(std::int64_t count, float factor, const float* values, float* output);

/// Where values[i] is above highest[i] by the rule of becomes_maximum it takes its place, and
/// places[i] becomes `place`.
void raise_maxima(std::int64_t count, const float* values, std::uint8_t place, float* highest,
                  std::uint8_t* places);
void raise_maxima(std::int64_t count, const float* values, std::int32_t place, float* highest,
                  std::int32_t* places);

/// sums[i] += values[i] where places[i] is `place`.
void add_where(std::int64_t count, const std::uint8_t* places, std::uint8_t place,
               const float* values, float* sums);

}  // namespace timbre::model::cpu::simd
