#pragma once

namespace timbre::resample {

/// Filters, from exact reproduction to speed.
enum class Quality {
  kaiser_best,  ///< resampy 0.1 to 0.2.2: 64 zero crossings, rolloff 0.9475937, beta 14.769656
  kaiser_fast,  ///< resampy 0.1 to 0.2.2: 16 zero crossings, rolloff 0.85, beta 8.5555046
  soxr_hq,      ///< libsoxr, 20 bit: the fast choice
  soxr_vhq,     ///< libsoxr, 28 bit
};

/// Where resampy's right wing ends near the end of the signal.
enum class RightWing {
  resampy_0_2_1,  ///< all samples that are there: bound n_in - n - 1
  resampy_0_1,    ///< one filter's left taps too few: bound n_in - (left - 1) - n + 1
};

/// Distance of neighbouring taps in the filter table when the rate goes down.
enum class TapStep {
  truncated,  ///< int(scale * 512), as resampy: gain 1.0005 from 48 to 22.05 kHz
  exact,      ///< scale * 512, interpolated at each tap: gain 1
};

}  // namespace timbre::resample
