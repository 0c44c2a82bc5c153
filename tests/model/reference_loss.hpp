#pragma once

#include <vector>

#include "model/reference.hpp"

namespace timbre::test {

struct ReferenceLoss {
  double value = 0.0;
  std::vector<Row> logit_gradients;
};

/// Of each row: softmax, sigmoids, or the two probabilities of one sigmoid.
std::vector<Row> reference_probabilities(const model::Graph& graph, const std::vector<Row>& logits);

/// Mean over the rows by their weights, and its gradient.
ReferenceLoss reference_loss(const model::Graph& graph, const std::vector<Row>& logits,
                             const ReferenceBatch& batch, const ReferenceSettings& settings);

}  // namespace timbre::test
