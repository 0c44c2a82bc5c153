#pragma once

#include <cstdint>

#include "timbre/model/adam.hpp"

namespace timbre::model::cpu::simd {

/// adam_update on `count` parameters in one pass over memory.
void adam_updates(const AdamStep& step, std::int64_t count, const float* gradient, float* value,
                  float* first_moment, float* second_moment);

}  // namespace timbre::model::cpu::simd
