#include "other_scores.hpp"

#include <vector>

#include "timbre/metrics/scores.hpp"
#include "timbre/training/generator.hpp"

namespace timbre::experiment {
namespace {

report::OtherScore count(const std::string& name, const Tensor& probabilities,
                         std::span<const std::int32_t> labels,
                         std::span<const std::int64_t> times) {
  const auto classes = static_cast<int>(probabilities.shape.back());
  const std::vector<std::int32_t> guesses = metrics::argmax_rows(probabilities.values, classes);
  report::OtherScore score{.name = name};
  for (std::size_t row = 0; row < labels.size(); ++row) {
    score.examples += times[row];
    if (guesses[row] == labels[row]) score.correct += times[row];
  }
  return score;
}

}  // namespace

report::OtherScore score_of(const std::string& name, const Tensor& probabilities,
                            std::span<const std::int32_t> labels) {
  return count(name, probabilities, labels, std::vector<std::int64_t>(labels.size(), 1));
}

report::OtherScore score_going_round(const Tensor& probabilities,
                                     std::span<const std::int32_t> labels, std::int64_t batch,
                                     std::int64_t steps) {
  return count(std::to_string(steps) + " batches, going round", probabilities, labels,
               training::counts_going_round(std::ssize(labels), batch, steps));
}

}  // namespace timbre::experiment
