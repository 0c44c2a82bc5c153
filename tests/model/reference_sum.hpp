#pragma once

#include <vector>

#include "model/reference.hpp"

namespace timbre::test {

inline constexpr Rounded one{1.0, 0.0};

/// A value that is rounded once more.
inline Rounded rounded(double value, double variance) {
  return {value, variance + value * value};
}

/// A sum of products in the making.
struct Sum {
  double value = 0.0;
  double squares = 0.0;    // of the terms
  double inherited = 0.0;  // variance of the factors
  double terms = 0.0;

  void add(const Rounded& x, const Rounded& y) {
    const double term = x.value * y.value;
    value += term;
    squares += term * term;
    inherited += x.variance * y.value * y.value + y.variance * x.value * x.value;
    terms += 1.0;
  }
  Rounded result() const { return {value, inherited + terms * (squares + value * value)}; }
};

inline std::vector<Rounded> results(const std::vector<Sum>& sums) {
  std::vector<Rounded> values;
  for (const Sum& sum : sums) values.push_back(sum.result());
  return values;
}

}  // namespace timbre::test
