#pragma once

#include <cstdint>

#include "timbre/features/kinds.hpp"

namespace timbre::features {

/// Copies `count` samples of a padded signal of `length` >= 1 samples, from `start` on: what
/// padded_index gives for each, in runs of neighbours. `start` is negative within the padding.
void copy_padded(const float* signal, std::int64_t length, PadMode pad, std::int64_t start,
                 std::int64_t count, float* to);

}  // namespace timbre::features
