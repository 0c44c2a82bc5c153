#pragma once

#include <complex>
#include <vector>

namespace timbre::emulated {

/// X[k] = sum over n of x[n] exp(-2 pi i k n / N), k = 0 ... N - 1, by halving as long as N is even
/// and term by term from there on.
std::vector<std::complex<double>> plain_transform(const std::vector<std::complex<double>>& values);

}  // namespace timbre::emulated
