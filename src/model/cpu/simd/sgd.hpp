#pragma once

#include <cstdint>

#include "timbre/model/sgd.hpp"

namespace timbre::model::cpu::simd {

/// sgd_update on `count` parameters in one pass over memory.
void sgd_updates(const SgdStep& step, std::int64_t count, const float* gradient, float* value,
                 float* velocity);

}  // namespace timbre::model::cpu::simd
