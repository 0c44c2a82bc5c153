#include <cmath>
#include <limits>

#include "timbre/metrics/scores.hpp"

namespace timbre::metrics {

Spread spread(std::span<const double> values) {
  const auto count = static_cast<double>(values.size());
  if (values.empty()) {
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    return {none, none, 0};
  }
  Spread result{0, 0, std::ssize(values)};
  for (const double value : values) result.mean += value;
  result.mean /= count;
  double squares = 0;
  for (const double value : values) squares += (value - result.mean) * (value - result.mean);
  result.std = std::sqrt(squares / count);
  return result;
}

}  // namespace timbre::metrics
