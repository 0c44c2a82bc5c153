#pragma once

#include <limits>

#include "timbre/model/program.hpp"

namespace timbre::training {

/// Mean over the examples of a pass by their weights; NaN without any.
inline double mean_loss(const model::PassTotals& totals) {
  if (totals.weight > 0) return totals.loss / totals.weight;
  return std::numeric_limits<double>::quiet_NaN();
}

/// Share of right examples; NaN without any.
inline double mean_accuracy(const model::PassTotals& totals) {
  if (totals.examples == 0) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(totals.correct) / static_cast<double>(totals.examples);
}

}  // namespace timbre::training
