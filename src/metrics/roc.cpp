#include <algorithm>
#include <cmath>
#include <numeric>

#include "timbre/core/error.hpp"
#include "timbre/metrics/scores.hpp"

namespace timbre::metrics {
namespace {

void require_numbers(std::span<const float> scores, std::int64_t stride, std::int64_t examples) {
  for (std::int64_t i = 0; i < examples; ++i) {
    if (!std::isnan(scores[i * stride])) continue;
    throw Error("the score of example " + std::to_string(i) +
                " is not a number: the network's parameters have diverged; train again with a "
                "lower learning rate");
  }
}

}  // namespace

std::optional<double> roc_auc(std::span<const float> scores, std::span<const std::int32_t> labels,
                              std::int32_t positive, std::int64_t stride) {
  const auto examples = static_cast<std::int64_t>(labels.size());
  require(stride >= 1 && (examples == 0 || std::ssize(scores) > (examples - 1) * stride),
          "roc_auc: fewer scores than labels");
  require_numbers(scores, stride, examples);

  const std::int64_t positives = std::count(labels.begin(), labels.end(), positive);
  const std::int64_t negatives = examples - positives;
  if (positives == 0 || negatives == 0) return std::nullopt;

  const auto score_of = [&](std::int64_t example) { return scores[example * stride]; };
  std::vector<std::int64_t> order(examples);
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
  return static_cast<double>(doubled_area) / static_cast<double>(2 * positives * negatives);
}

}  // namespace timbre::metrics
