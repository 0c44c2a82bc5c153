#pragma once

#include <map>
#include <string>
#include <vector>

#include "timbre/model/graph.hpp"

namespace timbre::test {

/// A number in double, and the variance of the rounding error that the same computation has in
/// float, in squares of float's unit roundoff 2^-24. Roundings count as independent: a sum of n
/// terms x_i makes n errors of the size of its partial sums, n (sum x_i^2 + (sum x_i)^2) together.
struct Rounded {
  double value = 0.0;
  double variance = 0.0;
};
using Row = std::vector<Rounded>;

/// A batch as the reference takes it: rows that count, none else.
struct ReferenceBatch {
  std::vector<std::vector<float>> inputs;
  std::vector<std::int32_t> targets;
  std::vector<float> weights;
  std::vector<std::int32_t> examples;
};

struct ReferenceSettings {
  bool train = true;  ///< with dropout and the batch's own statistics
  std::uint64_t seed = 0;
  std::uint32_t epoch = 0;
  double loss_clip = 1e-7;
  double label_smoothing = 0.0;
};

struct ReferenceResult {
  double loss = 0.0;  ///< sum(weight * loss) / sum(weight)
  std::vector<Row> probabilities;
  std::vector<std::vector<Row>> outputs;  ///< [layer][row]
  std::vector<Row> gradients;             ///< of each parameter
  std::map<std::string, Row> statistics;  ///< running ones after the step, by their names
};

/// Forward and backward of a network in obvious loops, layer after layer, in double.
ReferenceResult run_reference(const model::Graph& graph,
                              const std::vector<std::vector<double>>& parameters,
                              const ReferenceBatch& batch, const ReferenceSettings& settings);

}  // namespace timbre::test
