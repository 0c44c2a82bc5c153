#include "timbre/features/mel_bands.hpp"

#include <algorithm>
#include <string>

#include "features/messages.hpp"
#include "timbre/core/error.hpp"
#include "timbre/features/mel_scale.hpp"

namespace timbre::features {
namespace {

// What rounding leaves where a triangle meets zero, against a peak of 1.
constexpr double rounding_weight = 1e-12;

void check_range(const MelOptions& options, int sample_rate) {
  const double high = highest_frequency(options, sample_rate), limit = sample_rate / 2.0;
  if (high > limit) {
    throw RequestError("features.mel.high is " + format_number(high) + " Hz, but sound at " +
                       std::to_string(sample_rate) + " Hz ends at " + format_number(limit) +
                       " Hz; lower it, or set 0 for that end");
  }
  if (options.low >= high) {
    throw RequestError("features.mel.low is " + format_number(options.low) +
                       " Hz, not below the upper end of " + format_number(high) + " Hz");
  }
}

// bands + 2 frequencies in Hz: band b rises from corner b to b + 1 and falls to b + 2.
std::vector<double> corners(const MelOptions& options, int sample_rate) {
  const double low = hz_to_mel(options.low, options.scale);
  const double high = hz_to_mel(highest_frequency(options, sample_rate), options.scale);
  std::vector<double> corners;
  for (int corner = 0; corner < options.bands + 2; ++corner) {
    const double mel = low + (high - low) * corner / (options.bands + 1);
    corners.push_back(mel_to_hz(mel, options.scale));
  }
  return corners;
}

double triangle(double frequency, const double* corner) {
  const double rising = (frequency - corner[0]) / (corner[1] - corner[0]);
  const double falling = (corner[2] - frequency) / (corner[2] - corner[1]);
  return std::min(rising, falling);
}

}  // namespace

double highest_frequency(const MelOptions& options, int sample_rate) {
  return options.high == 0.0 ? sample_rate / 2.0 : options.high;
}

MelBands mel_bands(const MelOptions& options, int n_fft, int sample_rate) {
  check_range(options, sample_rate);
  const std::vector<double> points = corners(options, sample_rate);
  MelBands bands{.bins = n_fft / 2 + 1, .first = {}, .offset = {0}, .weights = {}};
  for (int band = 0; band < options.bands; ++band) {
    const double* corner = &points[band];
    const double scale = options.norm == MelNorm::slaney ? 2.0 / (corner[2] - corner[0]) : 1.0;
    int first = 0;
    for (int bin = 0; bin < bands.bins; ++bin) {
      const double weight = triangle(static_cast<double>(bin) * sample_rate / n_fft, corner);
      if (weight < rounding_weight) continue;
      if (static_cast<int>(bands.weights.size()) == bands.offset.back()) first = bin;
      bands.weights.push_back(scale * weight);
    }
    bands.first.push_back(first);
    bands.offset.push_back(static_cast<int>(bands.weights.size()));
  }
  return bands;
}

MelBands linear_bands(int n_fft) {
  MelBands bands{.bins = n_fft / 2 + 1, .first = {}, .offset = {0}, .weights = {}};
  for (int bin = 0; bin < bands.bins; ++bin) {
    bands.first.push_back(bin);
    bands.offset.push_back(bin + 1);
    bands.weights.push_back(1.0);
  }
  return bands;
}

MelBands bands_of(const FeatureOptions& options, int sample_rate) {
  const int n_fft = options.stft.n_fft;
  return options.bands == Bands::linear ? linear_bands(n_fft)
                                        : mel_bands(options.mel, n_fft, sample_rate);
}

}  // namespace timbre::features
