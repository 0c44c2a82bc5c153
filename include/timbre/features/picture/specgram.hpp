#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "timbre/config/fields.hpp"
#include "timbre/core/host_device.hpp"
#include "timbre/features/kinds.hpp"

namespace timbre::features {

/// Matplotlib's specgram: mode psd, one-sided, without detrending, in decibels.
struct SpecgramOptions {
  int n_fft = 2048;   ///< samples, a power of two
  int overlap = 128;  ///< samples that a frame shares with the next
  double rate = 2.0;  ///< Fs, by which powers are divided; document 004 says 2 at any sample rate
  WindowKind window = WindowKind::hann_symmetric;
  bool operator==(const SpecgramOptions&) const = default;
};
void describe(config::Fields& fields, SpecgramOptions& options);

/// Frames of a clip: as many as fit, and one of a clip that is shorter, filled up with zeros.
TIMBRE_HOST_DEVICE constexpr std::int64_t specgram_frames(std::int64_t samples, int n_fft,
                                                          int overlap) {
  return samples < n_fft ? 1 : (samples - overlap) / (n_fft - overlap);
}

/// What |X[bin]|^2 of a windowed frame is multiplied by to be a power density: twice for all bins
/// that stand for a negative frequency too, over rate and the window's energy (sum of squares).
TIMBRE_HOST_DEVICE constexpr double density_factor(int bin, int n_fft, double rate,
                                                   double window_energy) {
  const bool stands_alone = bin == 0 || 2 * bin == n_fft;
  return (stands_alone ? 1.0 : 2.0) / (rate * window_energy);
}

/// 10 log10(density); minus infinity for 0, which pictures leave white.
TIMBRE_HOST_DEVICE inline float density_level(double density) {
  return density > 0.0 ? static_cast<float>(10.0 * std::log10(density)) : -INFINITY;
}

/// Levels of clips on the CPU. The spectrum is taken in double: the lowest level of a clip, often
/// 150 dB below its peak, chooses all colours of its picture. May run on several threads.
class Specgram {
 public:
  explicit Specgram(const SpecgramOptions& options);
  ~Specgram();

  int bins() const;  ///< n_fft / 2 + 1
  std::int64_t frames(std::int64_t samples) const;

  /// Doubles of scratch that run() needs.
  std::size_t scratch_size() const;

  /// Writes `levels` [frames, bins] in dB. Throws ContractError when a span is too short.
  void run(std::span<const float> samples, std::span<double> scratch,
           std::span<float> levels) const;

 private:
  struct Tables;
  std::unique_ptr<const Tables> tables_;
};

}  // namespace timbre::features
