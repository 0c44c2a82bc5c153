#pragma once

#include <vector>

namespace timbre::bench {

/// Of repeated timings, in their unit.
struct Noise {
  double median = 0;
  double smallest = 0;
  double spread = 0;  ///< from the tenth to the ninetieth percentile, as a share of the median
};

/// Throws Error without samples.
Noise summarise(std::vector<double> samples);

}  // namespace timbre::bench
