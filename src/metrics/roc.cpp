#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "curve.hpp"
#include "timbre/core/error.hpp"

namespace timbre::metrics {

void require_numbers(std::span<const float> values, std::int64_t width, const char* what) {
  for (std::int64_t place = 0; place < std::ssize(values); ++place) {
    if (!std::isnan(values[place])) continue;
    throw Error("the " + std::string(what) + " of example " + std::to_string(place / width) +
                " is not a number: the network's parameters have diverged; train again with a "
                "lower learning rate");
  }
}

std::int64_t doubled_area(std::span<const float> scores, std::span<const std::int32_t> labels,
                          std::int32_t positive, std::int64_t stride) {
  const auto examples = std::ssize(labels);
  const auto score_of = [&](std::int64_t example) { return scores[example * stride]; };
  std::vector<std::int64_t> order(labels.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](auto left, auto right) { return score_of(left) > score_of(right); });

  // Counts stay integers, so that the area is exact up to the one division at the end.
  std::int64_t true_positives = 0;
  std::int64_t false_positives = 0;
  std::int64_t doubled_area = 0;
  for (std::int64_t first = 0; first < examples;) {
    const std::int64_t true_before = true_positives;
    const std::int64_t false_before = false_positives;
    const float threshold = score_of(order[first]);
    for (; first < examples && score_of(order[first]) == threshold; ++first) {
      ++(labels[order[first]] == positive ? true_positives : false_positives);
    }
    doubled_area += (false_positives - false_before) * (true_positives + true_before);
  }
  return doubled_area;
}

std::optional<double> area_under_curve(std::int64_t doubled_area, std::int64_t positives,
                                       std::int64_t examples) {
  const std::int64_t negatives = examples - positives;
  if (positives == 0 || negatives == 0) return std::nullopt;
  return static_cast<double>(doubled_area) / static_cast<double>(2 * positives * negatives);
}

}  // namespace timbre::metrics
