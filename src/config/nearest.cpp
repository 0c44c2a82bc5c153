#include "config/nearest.hpp"

#include <algorithm>
#include <vector>

namespace timbre::config {
namespace {

// Damerau and Levenshtein's distance with neighbours swapped at most once ("optimal string
// alignment"). Three rows of the table are enough: cost[j] is the distance of the first i letters
// of `from` to the first j of `to`.
std::size_t distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> before_last(to.size() + 1), last(to.size() + 1), cost(to.size() + 1);
  for (std::size_t j = 0; j <= to.size(); ++j) cost[j] = j;
  for (std::size_t i = 1; i <= from.size(); ++i) {
    std::swap(before_last, last);
    std::swap(last, cost);
    cost[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (from[i - 1] != to[j - 1]);
      cost[j] = std::min({last[j] + 1, cost[j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
      if (swapped) cost[j] = std::min(cost[j], before_last[j - 2] + 1);
    }
  }
  return cost[to.size()];
}

}  // namespace

std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> candidates) {
  std::optional<std::string_view> best;
  std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3);
  for (const std::string_view candidate : candidates) {
    const std::size_t found = distance(word, candidate);
    if (found > best_distance || (best && found == best_distance)) continue;
    best = candidate;
    best_distance = found;
  }
  return best;
}

std::string suggestion(std::string_view word, std::span<const std::string_view> candidates) {
  const std::optional<std::string_view> meant = nearest(word, candidates);
  return meant ? "; did you mean " + std::string(*meant) + "?" : "";
}

}  // namespace timbre::config
