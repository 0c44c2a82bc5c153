#pragma once

#include <cstddef>

#include "timbre/features/decibel.hpp"

namespace timbre::features {

/// Turns `count` sums of bands (>= 0) into levels in place: level_of() of decibel.hpp with
/// a logarithm of its own, off by at most 1.5 units in the last place of the level,
/// or 2e-7 near 0 (dB; natural: 5e-8). The floor is a normal number, 1.2e-38 or more; without one,
/// smaller sums than that count as it save 0 itself.
void to_levels(const LevelRule& rule, float* values, std::size_t count);

/// The loudest of `count` >= 1 levels.
float peak_level(const float* levels, std::size_t count);

}  // namespace timbre::features
