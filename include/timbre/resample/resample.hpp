#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "timbre/config/fields.hpp"
#include "timbre/resample/kinds.hpp"

namespace timbre::resample {

struct ResampleOptions {
  int rate = 22050;  ///< Hz
  Quality quality = Quality::kaiser_best;
  RightWing right_wing = RightWing::resampy_0_2_1;
  TapStep tap_step = TapStep::truncated;

  bool operator==(const ResampleOptions&) const = default;
};
void describe(config::Fields& fields, ResampleOptions& options);

/// Samples that come out of `count` samples: ceil(count * (to / from)) in double, as librosa.load
/// gives.
std::int64_t resampled_count(std::int64_t count, int from, int to);

/// Throws Error for rates (Hz) that are not positive or differ by more than a factor of 256.
void check_rates(int from, int to);

/// Resamples one mono signal from `from` Hz to options.rate; equal rates copy. Thread-safe; a
/// signal's result never depends on others or on threads. Throws as check_rates() does.
///
/// The kaiser filters follow resampy's loop (bmcfee/resampy, resampy/interpn.py at 0.2.2). With
/// ratio = to / from, scale = min(1, ratio), a filter table h of 512 entries to a zero crossing and
/// t = 0, each of int(count * ratio) outputs is
///   n = int(t),  f = scale * (t - n)
///   y = scale * (sum over i < left  of w(f, i)         * x[n - i]
///              + sum over k < right of w(scale - f, k) * x[n + 1 + k])
///   t += 1 / ratio
///   w(f, i) = h[c] + (p - c) * (h[c + 1] - h[c]),  p = f * 512 + i * step,  c = floor(p)
///   taps(f) = floor((size of h - floor(f * 512)) / step)
///   left = min(n + 1, taps(f)),  right = min(bound, taps(scale - f))
/// with the step of TapStep and the bound of RightWing (never below 0 nor behind the signal).
/// Outputs are padded with zeros to resampled_count, as librosa does. Sums are taken in float: the
/// result is within 3e-7 of full scale of resampy's in double.
std::vector<float> resample(std::span<const float> samples, int from,
                            const ResampleOptions& options);

}  // namespace timbre::resample
