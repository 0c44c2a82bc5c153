#pragma once

#include <cstddef>

#include "features/fft_tables.hpp"

namespace timbre::features {

/// Floats of scratch that power_spectrum needs, which start on a cache line: two arrays of complex
/// numbers. The room behind each part also keeps their starts apart in the cache.
constexpr std::size_t fft_scratch_size(int n_fft) {
  return 4 * (n_fft / 2 + longest_vector);
}

/// |X[k]|^2 of one windowed frame, k = 0 ... n_fft / 2, and zeros behind up to a whole vector. They
/// lie in `scratch` and last until it is used again. `frame` holds n_fft samples anywhere.
///
/// A complex Stockham transform, decimated in frequency, with real and imaginary parts apart: no
/// bit reversal, and every pass reads and writes whole vectors. The window is applied as the first
/// pass reads; the spectrum itself is never stored, only its power.
const float* power_spectrum(const FftTables& tables, const float* frame, float* scratch);

}  // namespace timbre::features
