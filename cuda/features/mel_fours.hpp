#pragma once

#include <vector>

#include "timbre/features/mel_bands.hpp"

namespace timbre::cuda::features {

/// One band's taps as the device reads them: fours of bins, of which the first starts at a multiple
/// of four. Zeros fill up the ends.
struct MelFours {
  int first = 0;   ///< bin / 4
  int count = 0;   ///< fours; none in an empty band
  int offset = 0;  ///< fours before it in the weights
};

struct MelTable {
  std::vector<MelFours> bands;  ///< filled up with empty ones to whole fours
  std::vector<float> weights;
};

MelTable mel_table(const timbre::features::MelBands& bands);

}  // namespace timbre::cuda::features
