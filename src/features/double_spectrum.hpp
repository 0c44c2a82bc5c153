#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "timbre/features/double_transform.hpp"

namespace timbre::features {

/// |X[k]|^2 of real frames in double, k = 0 ... n_fft / 2, for n_fft that is even and has no prime
/// factor above 7, and 4 or more. The fast transform of fft_cpu.hpp knows few lengths, and is in
/// float, whose rounding hides what lies 130 dB below a frame's peak.
class DoubleSpectrum {
 public:
  explicit DoubleSpectrum(int n_fft);

  /// Doubles of scratch that power() needs.
  std::size_t scratch_size() const { return 4 * static_cast<std::size_t>(points_); }

  /// Up to n_fft samples, zeros behind them, are multiplied by `window`; `power` gets n_fft / 2 + 1
  /// values.
  void power(std::span<const float> frame, const double* window, double* scratch,
             double* power) const;

 private:
  int points_;                // of the complex transform, n_fft / 2
  std::vector<int> radices_;  // of its passes; their product is points_
  CircleTable circle_;
};

}  // namespace timbre::features
