#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "timbre/core/random.hpp"

namespace timbre::training {

/// The training examples in the order of one epoch.
std::vector<std::int32_t> shuffled_order(const RandomKey& key, std::span<const std::int32_t> train);

/// As many examples, in rounds of one of each class that is there. A class goes through all of its
/// examples, shuffled, before one comes again. `labels` are those of the whole set.
std::vector<std::int32_t> class_balanced_order(const RandomKey& key,
                                               std::span<const std::int32_t> train,
                                               std::span<const std::int32_t> labels);

}  // namespace timbre::training
