#pragma once

#include <cstdint>
#include <numbers>
#include <vector>

#include "dataset/synthesis/dice.hpp"

namespace timbre::dataset::synthesis {

inline constexpr int sample_rate = 22050;             ///< Hz
inline constexpr double turn = 2 * std::numbers::pi;  ///< radians

/// One channel of sound, in double so that the 16 bits that are kept of it do not depend on how a
/// machine's mathematical functions round.
using Signal = std::vector<double>;

inline std::int64_t samples_in(double seconds) {
  return static_cast<std::int64_t>(seconds * sample_rate);
}

/// Adds `part` times `gain` from sample `start` on; what reaches over the end is dropped.
void mix(Signal& into, const Signal& part, std::int64_t start = 0, double gain = 1);

/// Uniform in [-1, 1).
Signal white_noise(Dice& dice, std::int64_t samples);

/// A second-order filter (R. Bristow-Johnson, "Audio EQ Cookbook").
class Filter {
 public:
  static Filter low_pass(double hertz, double q = 0.7071);
  static Filter high_pass(double hertz, double q = 0.7071);
  static Filter band_pass(double hertz, double q);  ///< gain 1 at its centre

  double operator()(double input);

 private:
  struct Coefficients {
    double b0, b1, b2, a0, a1, a2;
  };
  explicit Filter(const Coefficients& coefficients);

  Coefficients scaled_;
  double past_input_[2] = {0, 0};
  double past_output_[2] = {0, 0};
};
Signal filtered(const Signal& input, Filter filter);

/// A periodic tone of sine partials whose pitch may change from sample to sample.
class Tone {
 public:
  /// Partial k has the amplitude k to the power of -slope. `phase` in turns.
  Tone(int partials, double slope, double phase = 0);

  /// The next sample at this pitch; partials above half the sample rate are left out.
  double next(double hertz);

 private:
  std::vector<double> amplitudes_;
  double phase_;
};

/// 1 at `peak` seconds, rising in a straight line before and falling by e each `decay` after.
double struck(double seconds, double peak, double decay);

/// Half a sine squared over `length` seconds, 0 outside.
double swell(double seconds, double length);

/// The highest root mean square of any 50 ms: how loud a sound is where it is loudest.
double loudness(const Signal& signal);

}  // namespace timbre::dataset::synthesis
