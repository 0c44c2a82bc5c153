#pragma once

#include <cstdint>
#include <vector>

#include "timbre/dataset/collection.hpp"
#include "timbre/dataset/protocol.hpp"

namespace timbre::dataset {

/// Folds of a hold-out.
inline constexpr int train_fold = 1, validate_fold = 2, test_fold = 3;

/// The share of each role in a hold-out of `items` clips or examples.
struct HeldOut {
  double train, validate, test;
};
HeldOut hold_out_shares(const ProtocolOptions& options, std::size_t items);

/// Folds of a hold-out as split-folders or fastai would choose them for pictures with the names of
/// the clips.
std::vector<int> split_as_tool(const ProtocolOptions& options, const Collection& collection,
                               std::uint64_t seed);

}  // namespace timbre::dataset
