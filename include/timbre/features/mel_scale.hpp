#pragma once

#include <cmath>

#include "timbre/core/host_device.hpp"
#include "timbre/features/kinds.hpp"

namespace timbre::features {

/// Slaney's scale (Auditory Toolbox, 1998): 200/3 Hz a mel up to 1000 Hz, which is 15 mel; above,
/// 27 mel for each factor of 6.4.
struct SlaneyScale {
  static constexpr double linear_step = 200.0 / 3.0;  ///< Hz
  static constexpr double log_start = 1000.0;         ///< Hz
  static constexpr double log_start_mel = log_start / linear_step;
  TIMBRE_HOST_DEVICE static double log_step() { return std::log(6.4) / 27.0; }
};

/// Frequency in Hz (>= 0) to mel. HTK: 2595 log10(1 + f / 700).
TIMBRE_HOST_DEVICE inline double hz_to_mel(double hz, MelScale scale) {
  using Slaney = SlaneyScale;
  if (scale == MelScale::htk) return 2595.0 * std::log10(1.0 + hz / 700.0);
  if (hz < Slaney::log_start) return hz / Slaney::linear_step;
  return Slaney::log_start_mel + std::log(hz / Slaney::log_start) / Slaney::log_step();
}

/// The inverse of hz_to_mel.
TIMBRE_HOST_DEVICE inline double mel_to_hz(double mel, MelScale scale) {
  using Slaney = SlaneyScale;
  if (scale == MelScale::htk) return 700.0 * (std::pow(10.0, mel / 2595.0) - 1.0);
  if (mel < Slaney::log_start_mel) return mel * Slaney::linear_step;
  return Slaney::log_start * std::exp((mel - Slaney::log_start_mel) * Slaney::log_step());
}

}  // namespace timbre::features
