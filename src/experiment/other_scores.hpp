#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "timbre/core/tensor.hpp"
#include "timbre/report/results.hpp"

namespace timbre::experiment {

/// Counts right answers, each example once; `probabilities` [examples, classes].
report::OtherScore score_of(const std::string& name, const Tensor& probabilities,
                            std::span<const std::int32_t> labels);

/// Counts `steps` batches of `batch`, going round: document 004's 50 batches of 200 pictures hold
/// 1,432.
report::OtherScore score_going_round(const Tensor& probabilities,
                                     std::span<const std::int32_t> labels, std::int64_t batch,
                                     std::int64_t steps);

}  // namespace timbre::experiment
