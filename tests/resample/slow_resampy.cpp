#include "slow_resampy.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace timbre::resample {
namespace {

// h[i] and its difference to h[i + 1], by the library's Bessel function.
struct Window {
  explicit Window(Quality quality) {
    const bool best = quality == Quality::kaiser_best;
    const int last = (best ? 64 : 16) * 512;
    const double rolloff = best ? 0.9475937167399596 : 0.85;
    const double beta = best ? 14.769656459379492 : 8.555504641634386;
    for (int i = 0; i <= last; ++i) {
      const double angle = std::numbers::pi * rolloff * i / 512;
      const double x = static_cast<double>(i) / last;
      h.push_back(rolloff * (i == 0 ? 1.0 : std::sin(angle) / angle) *
                  std::cyl_bessel_i(0.0, beta * std::sqrt(1.0 - x * x)) /
                  std::cyl_bessel_i(0.0, beta));
    }
    for (int i = 0; i < last; ++i) delta.push_back(h[i + 1] - h[i]);
    delta.push_back(0.0);
  }
  std::vector<double> h, delta;
};

const Window& window_of(Quality quality) {
  static const Window best(Quality::kaiser_best), fast(Quality::kaiser_fast);
  return quality == Quality::kaiser_best ? best : fast;
}

}  // namespace

SlowOutput slow_resampy(std::span<const float> samples, int from, const ResampleOptions& options) {
  const Window& window = window_of(options.quality);
  const double size = static_cast<double>(window.h.size());
  const int n_in = static_cast<int>(samples.size());
  const double ratio = static_cast<double>(options.rate) / from;
  const double scale = std::min(1.0, ratio);
  const double step =
      options.tap_step == TapStep::truncated ? std::floor(scale * 512) : scale * 512;

  const auto taps = [&](double f) { return static_cast<int>((size - std::floor(f * 512)) / step); };
  const auto weight = [&](double f, int tap) {
    const double p = f * 512 + tap * step;
    const int c = static_cast<int>(p);
    return scale * (window.h[c] + (p - c) * window.delta[c]);
  };

  SlowOutput output;
  output.last_weight = scale * std::abs(window.h.back());
  double t = 0.0;
  for (int index = 0; index < static_cast<int>(n_in * ratio); ++index, t += 1.0 / ratio) {
    const int n = static_cast<int>(t);
    const double f = scale * (t - n);
    const int left = std::min(n + 1, taps(f));
    int right = std::min(n_in - n - 1, taps(scale - f));
    if (options.right_wing == RightWing::resampy_0_1) {
      right = std::max(0, std::min(right, n_in - (left - 1) - n + 1));
    }
    double sum = 0.0, weighed = 0.0;
    const auto add = [&](double product) { sum += product, weighed += std::abs(product); };
    for (int i = 0; i < left; ++i) add(weight(f, i) * samples[n - i]);
    for (int k = 0; k < right; ++k) add(weight(scale - f, k) * samples[n + 1 + k]);
    output.values.push_back(sum);
    output.most_weighed = std::max(output.most_weighed, weighed);
    output.most_taps = std::max(output.most_taps, left + right);
  }
  return output;
}

}  // namespace timbre::resample
