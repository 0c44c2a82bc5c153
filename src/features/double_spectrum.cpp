#include "features/double_spectrum.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace timbre::features {
namespace {

// `points` complex numbers, real and imaginary parts apart.
struct Complex {
  double* real;
  double* imaginary;
};

// A pass of a Stockham transform: pairs that lie `half` groups of `stride` neighbours apart become
// sum and difference, the latter turned by the group's factor.
void pass_of_pairs(const Complex& in, const Complex& out, int half, int stride,
                   const double* cosines, const double* sines) {
  const std::ptrdiff_t apart = static_cast<std::ptrdiff_t>(half) * stride;
  for (int group = 0; group < half; ++group) {
    // Factors of n_fft are there; those of 2 * half lie 2 * stride apart.
    const double c = cosines[2 * group * stride], s = sines[2 * group * stride];
    const double* first_re = in.real + group * stride;
    const double* first_im = in.imaginary + group * stride;
    double* sum_re = out.real + 2 * group * stride;
    double* sum_im = out.imaginary + 2 * group * stride;
    for (int at = 0; at < stride; ++at) {
      combine_pair(first_re[at], first_im[at], first_re[at + apart], first_im[at + apart], c, s,
                   sum_re[at], sum_im[at], sum_re[at + stride], sum_im[at + stride]);
    }
  }
}

// The same for `radix` numbers that lie `groups` groups apart: output k is their sum, number j
// turned by exp(-2 pi i j k / radix), and then turned by the group's factor k times.
void pass(const Complex& in, const Complex& out, int radix, int groups, int stride,
          const double* cosines, const double* sines) {
  const std::ptrdiff_t apart = static_cast<std::ptrdiff_t>(groups) * stride;
  // Factors of n_fft are there, twice as many as the transform has points.
  const int turn = 2 * groups * stride;
  for (int group = 0; group < groups; ++group) {
    for (int output = 0; output < radix; ++output) {
      const std::ptrdiff_t from = static_cast<std::ptrdiff_t>(group) * stride;
      const std::ptrdiff_t to = (static_cast<std::ptrdiff_t>(radix) * group + output) * stride;
      std::fill_n(out.real + to, stride, 0.0);
      std::fill_n(out.imaginary + to, stride, 0.0);
      for (int number = 0; number < radix; ++number) {
        const int factor = number * output % radix * turn + 2 * group * output * stride;
        const int place = factor % (radix * turn);
        const double c = cosines[place], s = sines[place];
        const double* re = in.real + from + number * apart;
        const double* im = in.imaginary + from + number * apart;
        for (int at = 0; at < stride; ++at) {
          out.real[to + at] += c * re[at] - s * im[at];
          out.imaginary[to + at] += c * im[at] + s * re[at];
        }
      }
    }
  }
}

}  // namespace

CircleTable::CircleTable(int n_fft) {
  for (int index = 0; index < n_fft; ++index) {
    const double angle = 2.0 * std::numbers::pi * index / n_fft;
    cosines.push_back(std::cos(angle));
    sines.push_back(-std::sin(angle));
  }
}

DoubleSpectrum::DoubleSpectrum(int n_fft) : points_(n_fft / 2), circle_(n_fft) {
  for (const int radix : {2, 3, 5, 7}) {
    for (int rest = points_; rest % radix == 0; rest /= radix) radices_.push_back(radix);
  }
}

void DoubleSpectrum::power(std::span<const float> frame, const double* window, double* scratch,
                           double* power) const {
  Complex in{scratch, scratch + points_}, out{scratch + 2 * points_, scratch + 3 * points_};
  const auto windowed = [&](std::size_t at) {
    return at < frame.size() ? frame[at] * window[at] : 0.0;
  };
  for (int point = 0; point < points_; ++point) {
    in.real[point] = windowed(2 * point);
    in.imaginary[point] = windowed(2 * point + 1);
  }
  int stride = 1;
  for (const int radix : radices_) {
    const int groups = points_ / (stride * radix);
    if (radix == 2) {
      pass_of_pairs(in, out, groups, stride, circle_.cosines.data(), circle_.sines.data());
    } else {
      pass(in, out, radix, groups, stride, circle_.cosines.data(), circle_.sines.data());
    }
    std::swap(in, out);
    stride *= radix;
  }
  power[0] = end_power(in.real[0], in.imaginary[0], false);
  power[points_] = end_power(in.real[0], in.imaginary[0], true);
  for (int bin = 1; bin < points_; ++bin) {
    const int mirror = points_ - bin;
    power[bin] = untangled_power(in.real[bin], in.imaginary[bin], in.real[mirror],
                                 in.imaginary[mirror], circle_.cosines[bin], circle_.sines[bin]);
  }
}

}  // namespace timbre::features
