#pragma once

#include <span>
#include <vector>

#include "timbre/resample/resample.hpp"

namespace timbre::resample {

/// One tap of resampy's loop after the other, in double.
struct SlowOutput {
  std::vector<double> values;
  double most_weighed = 0.0;  ///< the largest sum over an output's taps of |weight * sample|
  int most_taps = 0;          ///< of one output, both sides
  double last_weight = 0.0;   ///< magnitude of the outermost weight that a tap can have
};
SlowOutput slow_resampy(std::span<const float> samples, int from, const ResampleOptions& options);

}  // namespace timbre::resample
