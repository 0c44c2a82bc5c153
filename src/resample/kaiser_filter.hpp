#pragma once

#include <span>

#include "resample/dot_product.hpp"
#include "resample/windowed_sinc.hpp"
#include "timbre/resample/kaiser_taps.hpp"
#include "timbre/resample/kinds.hpp"

namespace timbre::resample {

/// What the weights of a filter depend on.
struct FilterKey {
  int from = 0;  ///< Hz
  int to = 0;    ///< Hz
  Quality quality = Quality::kaiser_best;
  TapStep tap_step = TapStep::truncated;

  bool operator==(const FilterKey&) const = default;
};

/// Weights of the input samples around one moment, as resampy's loop computes them. For a moment
/// `fraction` of a sample (0 to 1) after sample n, with scale = min(1, to / from):
///   x[n - i]     gets w(scale * fraction, i)           for i < taps(scale * fraction)
///   x[n + 1 + k] gets w(scale - scale * fraction, k)   for k < taps(scale - scale * fraction)
///   w(f, i) = scale * (h[c] + (p - c) * (h[c + 1] - h[c])),  p = f * 512 + i * step,  c = floor(p)
///   taps(f) = floor((size of h - floor(f * 512)) / step)
/// step is floor(scale * 512) when truncated, else scale * 512; h is windowed_sinc().
class KaiserFilter {
 public:
  explicit KaiserFilter(const FilterKey& key);

  /// The most taps that lie on one side.
  int reach() const { return reach_; }

  /// Blocks of a row of weights.
  int blocks() const { return (2 * reach_ + block_size - 1) / block_size; }

  /// Taps on the left side, sample n included.
  int left_taps(double fraction) const { return taps_.left(fraction); }

  const KaiserTaps& taps() const { return taps_; }

  /// Writes a row of blocks(): the weights of samples n + 1 - reach() and on, zero beyond the taps.
  void weights(double fraction, std::span<WeightBlock> row) const;

 private:
  double weight(double distance, int tap) const;

  const WindowedSinc* table_;
  KaiserTaps taps_;
  int reach_;
};

}  // namespace timbre::resample
