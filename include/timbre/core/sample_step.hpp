#pragma once

namespace timbre {

/// What one step of a sample of 16 bits counts.
inline constexpr float sample_step = 0x1p-15f;

}  // namespace timbre
