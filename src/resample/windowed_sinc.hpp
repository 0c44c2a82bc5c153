#pragma once

#include <vector>

#include "timbre/resample/kaiser_taps.hpp"

namespace timbre::resample {

/// The right half of a low-pass filter with its cut-off at `rolloff` times half the rate:
///   values[i] = rolloff sinc(rolloff i / 512) I0(beta sqrt(1 - (i / last)^2)) / I0(beta),
/// i = 0 ... last = zeros * 512, sinc(x) = sin(pi x) / (pi x). The constants are those of resampy
/// before 0.3 (resampy/data/kaiser_best.npz, kaiser_fast.npz).
struct WindowedSinc {
  std::vector<double> values;
  std::vector<double> slopes;  ///< values[i + 1] - values[i]; 0 for the last
};

/// The table of kaiser_best or kaiser_fast, computed at the first call. Thread-safe.
const WindowedSinc& windowed_sinc(Quality quality);

}  // namespace timbre::resample
