#pragma once

#include <complex>
#include <numbers>

#include "timbre/features/options.hpp"
#include "timbre/features/window.hpp"

// What every backend's transform of real frames is made of. The transform of n_fft real samples is
// a complex one of half as many points (even samples real, odd ones imaginary), whose output Z is
// then untangled: with C = conj Z[points - k],
//   X[k] = (Z[k] + C) / 2 - i w^k (Z[k] - C) / 2,  w = exp(-2 pi i / n_fft),
// and X[points - k] is the conjugate of the same with a plus. The halves stand in the window.
namespace timbre::features {

/// Lengths that the fast transforms take: powers of two from 256 to 4096.
constexpr bool is_fast_length(int n_fft) {
  return n_fft >= 256 && n_fft <= 4096 && (n_fft & (n_fft - 1)) == 0;
}

inline constexpr int least_fft_length = 16, most_fft_length = 65536;

/// All lengths that a frame's transform may have: even, without a prime factor above 7.
constexpr bool is_fft_length(int n_fft) {
  if (n_fft < least_fft_length || n_fft > most_fft_length || n_fft % 2 != 0) return false;
  for (const int factor : {2, 3, 5, 7}) {
    while (n_fft % factor == 0) n_fft /= factor;
  }
  return n_fft == 1;
}

/// exp(-2 pi i numerator / denominator)
inline std::complex<double> root_of_unity(int numerator, int denominator) {
  return std::polar(1.0, -2.0 * std::numbers::pi * (numerator % denominator) / denominator);
}

/// What (Z - C) / 2 is multiplied by in bin k: -i exp(-2 pi i k / n_fft).
inline std::complex<double> untangling_factor(int bin, int n_fft) {
  return std::complex(0.0, -1.0) * root_of_unity(bin, n_fft);
}

/// What sample `index` of a frame is multiplied by: half of the window's value, which spares the
/// untangling its factor, times the full scale; rounded once.
inline float halved_window(const StftOptions& stft, int index) {
  const double window = window_value(stft.window, index, stft.frame_length());
  return static_cast<float>(0.5 * stft.full_scale * window);
}

}  // namespace timbre::features
