#pragma once

#include <complex>
#include <vector>

#include "timbre/features/options.hpp"

namespace timbre::cuda::features {

/// The factors of the device's transform, in the order in which its lanes read them. Computed in
/// double, rounded once; FftTables of fft.cuh says what each holds.
struct TransformTables {
  std::vector<float> window;
  std::vector<std::complex<float>> first;
  std::vector<std::complex<float>> second;
  std::vector<std::complex<float>> untangling;
};

TransformTables transform_tables(const timbre::features::StftOptions& stft);

}  // namespace timbre::cuda::features
