#pragma once

#include <vector>

#include "features/aligned_floats.hpp"
#include "timbre/features/mel_bands.hpp"

namespace timbre::features {

/// A bank as the CPU reads it: the taps of each band in float, filled up with zeros to whole
/// vectors of the longest kind.
struct MelTable {
  struct Band {
    int first = 0;   ///< bin
    int taps = 0;    ///< without the zeros
    int offset = 0;  ///< of the first tap in `weights`
  };
  int count = 0;
  Spectrum spectrum = {};
  std::vector<Band> bands;  ///< filled up with empty ones to whole fours
  AlignedFloats weights;
};

MelTable mel_table(const MelBands& bands, Spectrum spectrum = Spectrum::power);

/// Sums of the bands [bands], of powers or magnitudes, from the powers of the bins, which end with
/// zeros as power_spectrum leaves them: a band's last vector reads behind its last bin.
void sum_bands(const MelTable& table, const float* power, float* sums);

}  // namespace timbre::features
