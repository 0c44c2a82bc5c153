#pragma once

#include <cmath>
#include <vector>

#include "timbre/core/host_device.hpp"

namespace timbre::features {

/// Where librosa 0.6's specshow draws the rows of a mel spectrogram, whatever its sample rate.
struct MelAxis {
  static constexpr double top = 11025.0;       ///< Hz
  static constexpr double linear_to = 1000.0;  ///< Hz
};

/// Height of a frequency on Matplotlib's symlog axis of base 2 that is linear up to 1000 Hz:
/// 2 f, then 1000 (2 + log2(f / 1000)).
TIMBRE_HOST_DEVICE inline double symlog_height(double hz) {
  constexpr double linear_to = MelAxis::linear_to;
  return hz <= linear_to ? 2.0 * hz : linear_to * (2.0 + std::log2(hz / linear_to));
}

/// Heights of the edges of `bands` rows (bands + 1): half-way between frequencies that are evenly
/// spaced in Slaney's mel from 0 to 11025 Hz, then 11025 Hz.
std::vector<double> mel_row_edges(int bands);

}  // namespace timbre::features
