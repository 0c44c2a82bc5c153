#pragma once

#include <vector>

#include "timbre/core/host_device.hpp"

// What every backend's transform in double is made of: that of n_fft real samples is a complex one
// of half as many points (even samples real, odd ones imaginary), in passes of Stockham's kind,
// whose output Z is then untangled.
namespace timbre::features {

/// cos(2 pi k / n_fft) and -sin(2 pi k / n_fft) for k < n_fft.
struct CircleTable {
  explicit CircleTable(int n_fft);
  std::vector<double> cosines;
  std::vector<double> sines;
};

/// A pair of a pass: its sum, and its difference turned by c + i s.
TIMBRE_HOST_DEVICE inline void combine_pair(double first_re, double first_im, double second_re,
                                            double second_im, double c, double s, double& sum_re,
                                            double& sum_im, double& turned_re, double& turned_im) {
  const double re = first_re - second_re, im = first_im - second_im;
  sum_re = first_re + second_re;
  sum_im = first_im + second_im;
  turned_re = c * re - s * im;
  turned_im = c * im + s * re;
}

/// |X[k]|^2 of a real frame from Z[k], Z[points - k] and c + i s = W^k = exp(-2 pi i k / n_fft),
/// for 0 < k < points: E = (Z[k] + conj Z[points - k]) / 2, O = (Z[k] - conj Z[points - k]) / 2i,
/// X = E + W^k O.
TIMBRE_HOST_DEVICE inline double untangled_power(double z_re, double z_im, double mirror_re,
                                                 double mirror_im, double c, double s) {
  const double even_re = 0.5 * (z_re + mirror_re), even_im = 0.5 * (z_im - mirror_im);
  const double odd_re = 0.5 * (z_im + mirror_im), odd_im = 0.5 * (mirror_re - z_re);
  const double re = even_re + c * odd_re - s * odd_im, im = even_im + c * odd_im + s * odd_re;
  return re * re + im * im;
}

/// The same for k = 0, and for k = points where it is `last`: both follow from Z[0].
TIMBRE_HOST_DEVICE inline double end_power(double z_re, double z_im, bool last) {
  const double value = last ? z_re - z_im : z_re + z_im;
  return value * value;
}

}  // namespace timbre::features
