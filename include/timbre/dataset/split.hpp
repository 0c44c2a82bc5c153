#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "timbre/dataset/collection.hpp"
#include "timbre/dataset/examples.hpp"
#include "timbre/dataset/protocol.hpp"

namespace timbre::dataset {

/// The fold of each clip in the repeat of a protocol that runs with `seed`: the data set's own, or
/// the one that the protocol makes. 0: no fold; so all are when a protocol parts examples.
/// Throws RequestError when there are fewer units than folds.
std::vector<int> clip_folds(const ProtocolOptions& options, const Collection& collection,
                            std::uint64_t seed);

/// The same for each example: that of its clip, unless the protocol parts examples.
std::vector<int> example_folds(const ProtocolOptions& options, const Collection& collection,
                               const ExampleSet& examples, std::uint64_t seed);

/// Positions of the entries that lie in one of the folds, ascending.
std::vector<std::int32_t> members_of(std::span<const int> fold_of, std::span<const int> folds);

}  // namespace timbre::dataset
