#pragma once

#include <optional>
#include <vector>

#include "features/double_spectrum.hpp"
#include "features/fft_tables.hpp"

namespace timbre::features {

/// |X[k]|^2 of windowed frames: by the fast transform, or in double for lengths that it has not.
class FrameSpectrum {
 public:
  explicit FrameSpectrum(const StftOptions& stft);

  struct Scratch {
    AlignedFloats floats;
    std::vector<double> doubles;
  };
  Scratch scratch() const;

  /// Powers k = 0 ... n_fft / 2, and zeros behind up to a whole vector. They lie in `scratch` and
  /// last until it is used again. `frame` holds n_fft samples.
  const float* power(const float* frame, Scratch& scratch) const;

 private:
  int n_fft_;
  FftTables fast_;  // empty where `slow_` is there
  std::optional<DoubleSpectrum> slow_;
  std::vector<double> window_;  // of `slow_`
};

}  // namespace timbre::features
