#include "support/noise.hpp"

#include <algorithm>
#include <cmath>

#include "timbre/core/error.hpp"

namespace timbre::bench {

Noise summarise(std::vector<double> samples) {
  require(!samples.empty(), "a benchmark has no timings to summarise");
  std::ranges::sort(samples);
  // The sample that lies nearest to the share of the way.
  const auto percentile = [&](double share) {
    return samples[std::lround(share * static_cast<double>(samples.size() - 1))];
  };
  const double median = percentile(0.5);
  return {.median = median,
          .smallest = samples.front(),
          .spread = median > 0 ? (percentile(0.9) - percentile(0.1)) / median : 0.0};
}

}  // namespace timbre::bench
