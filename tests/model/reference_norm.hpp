#pragma once

#include <map>
#include <vector>

#include "model/reference.hpp"
#include "model/reference_sum.hpp"

namespace timbre::test {

/// A batch norm's forward pass, and what its backward needs of it.
struct ReferenceNorm {
  std::vector<Row> outputs;
  std::vector<Row> standardised;  ///< (x - mean) / deviation
  std::vector<Rounded> inverse;   ///< 1 / deviation of each channel
  bool measured = false;          ///< with the batch's own statistics
  std::map<int, Row> statistics;  ///< running ones after the step, by their parameters
};

ReferenceNorm reference_norm(const model::Node& node,
                             const std::vector<std::vector<double>>& parameters,
                             const std::vector<Row>& x, bool measures);

/// By the input; adds to the gradients of gamma and beta.
std::vector<Row> reference_norm_back(const model::Node& node,
                                     const std::vector<std::vector<double>>& parameters,
                                     const ReferenceNorm& norm, const std::vector<Row>& dy,
                                     std::vector<std::vector<Sum>>& gradients);

}  // namespace timbre::test
