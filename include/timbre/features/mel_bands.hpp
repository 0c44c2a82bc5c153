#pragma once

#include <vector>

#include "timbre/features/options.hpp"

namespace timbre::features {

/// A bank of filters, such as triangular mel filters. Most weights of one are zero, so a band keeps
/// only those from its first bin to its last: weights[offset[b] + i] belongs to bin first[b] + i.
struct MelBands {
  int bins = 0;             ///< n_fft / 2 + 1
  std::vector<int> first;   ///< first bin of each band
  std::vector<int> offset;  ///< bands + 1 places in `weights`; equal ones belong to an empty band
  std::vector<double> weights;

  int count() const { return static_cast<int>(first.size()); }
  int taps(int band) const { return offset[band + 1] - offset[band]; }
};

/// The upper end of the bank in Hz: half the sample rate unless the options say less.
double highest_frequency(const MelOptions& options, int sample_rate);

/// The filters, as librosa.filters.mel: corners evenly spaced in mel, bins at k * rate / n_fft,
/// norm slaney scales each triangle to equal area (2 / width in Hz).
/// Throws RequestError when the band ends above half the sample rate or below its start.
MelBands mel_bands(const MelOptions& options, int n_fft, int sample_rate);

/// Bands of one bin each, of weight 1: n_fft / 2 + 1 of them.
MelBands linear_bands(int n_fft);

/// The bands that the options name, mel or linear. Throws as mel_bands.
MelBands bands_of(const FeatureOptions& options, int sample_rate);

}  // namespace timbre::features
