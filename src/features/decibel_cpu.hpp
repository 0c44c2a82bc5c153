#pragma once

#include <cstddef>

namespace timbre::features {

/// Turns `count` powers into levels in place: decibels() of decibel.hpp with a logarithm of its
/// own, off by at most 1.5 units in the last place of the level, or 2e-7 dB near 0 dB.
/// `floor` is a normal number, 1.2e-38 or more.
void to_decibels(float* powers, std::size_t count, float floor);

/// The loudest of `count` >= 1 levels.
float peak_level(const float* levels, std::size_t count);

}  // namespace timbre::features
