#pragma once

#include <cstdint>

#include "timbre/model/dropout.hpp"

namespace timbre::model::cpu::simd {

/// scales[i] = dropout_scale(key, rule, example, first + i) for i in [0, count).
void dropout_scales(const DropoutKey& key, DropoutRule rule, std::int32_t example,
                    std::int64_t first, std::int64_t count, float* scales);

}  // namespace timbre::model::cpu::simd
