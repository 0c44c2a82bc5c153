#pragma once

#include <vector>

#include "timbre/features/picture/specgram.hpp"

namespace timbre::features {

/// What the samples of a frame and the bins of its transform are multiplied by: n_fft values of the
/// window, and the density factors of n_fft / 2 + 1 bins.
struct SpecgramTables {
  explicit SpecgramTables(const SpecgramOptions& options);
  std::vector<double> window;
  std::vector<double> factors;
};

}  // namespace timbre::features
