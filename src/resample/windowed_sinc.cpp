#include "resample/windowed_sinc.hpp"

#include <cmath>
#include <numbers>

#include "timbre/core/error.hpp"

namespace timbre::resample {
namespace {

struct Shape {
  int zeros;  // crossings on each side, at the rate of the table
  double rolloff;
  double beta;
};

// Modified Bessel function of order 0 by its power series, sum over k of ((x / 2)^k / k!)^2. All
// terms are positive, so the sum is right to a few units of the last place.
double bessel_i0(double x) {
  const double square = x * x / 4.0;
  double term = 1.0, sum = 1.0;
  for (int k = 1; term > sum * 1e-17; ++k) {
    term *= square / (static_cast<double>(k) * k);
    sum += term;
  }
  return sum;
}

double sinc(double x) {
  const double angle = std::numbers::pi * x;
  return x == 0.0 ? 1.0 : std::sin(angle) / angle;
}

WindowedSinc make_table(const Shape& shape) {
  const int last = shape.zeros * table_per_zero;
  WindowedSinc table;
  for (int index = 0; index <= last; ++index) {
    const double position = static_cast<double>(index) / table_per_zero;
    const double edge = static_cast<double>(index) / last;
    const double taper =
        bessel_i0(shape.beta * std::sqrt(1.0 - edge * edge)) / bessel_i0(shape.beta);
    table.values.push_back(shape.rolloff * sinc(shape.rolloff * position) * taper);
  }
  for (int index = 0; index < last; ++index) {
    table.slopes.push_back(table.values[index + 1] - table.values[index]);
  }
  table.slopes.push_back(0.0);
  return table;
}

}  // namespace

const WindowedSinc& windowed_sinc(Quality quality) {
  require(quality == Quality::kaiser_best || quality == Quality::kaiser_fast,
          "only the kaiser filters have a table");
  if (quality == Quality::kaiser_best) {
    static const WindowedSinc best = make_table({64, 0.9475937167399596, 14.769656459379492});
    return best;
  }
  static const WindowedSinc fast = make_table({16, 0.85, 8.555504641634386});
  return fast;
}

}  // namespace timbre::resample
