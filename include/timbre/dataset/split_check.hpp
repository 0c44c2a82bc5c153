#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "timbre/dataset/collection.hpp"
#include "timbre/dataset/examples.hpp"
#include "timbre/dataset/protocol.hpp"

namespace timbre::dataset {

/// What is wrong with a split.
enum class SplitFault {
  source,   ///< clips of one source stand on two sides, or in two of the data set's folds
  replica,  ///< files with the same samples stand on two sides, or have different labels
  example,  ///< the same examples, or examples of one file, stand on two sides
  label,    ///< a class is tested that no training clip has
};
std::string name_of(SplitFault fault);

struct SplitWarning {
  SplitFault kind = SplitFault::source;
  std::string text;                ///< for people
  std::vector<int> trials;         ///< where it tells on the scores, 1-based; may be empty
  std::vector<std::string> clips;  ///< the files concerned, at most a few dozen
};

/// Sources, labels and examples on two sides, from names alone: no file is read. In a data set with
/// folds of its own, files of its list that are absent count too. Of each kind the first twenty are
/// told one by one, the others by their number.
std::vector<SplitWarning> check_split(const ProtocolOptions& options, const Protocol& protocol,
                                      const Collection& collection, std::uint64_t seed);

/// Clips that hold the same samples at the same rate, as indices into the collection's clips.
using Replicas = std::vector<std::int32_t>;

/// Decodes these clips and compares hashes of their samples. Clips that cannot be read are left
/// out.
std::vector<Replicas> find_replicas(const Collection& collection,
                                    std::span<const std::int32_t> clips);

/// Clips whose examples are equal to the bit: all replicas that have examples are among them.
std::vector<std::int32_t> suspected_replicas(const ExampleSet& examples);

/// Tells of replicas that stand on two sides or contradict each other.
std::vector<SplitWarning> check_replicas(const ProtocolOptions& options, const Protocol& protocol,
                                         const Collection& collection, std::uint64_t seed,
                                         const std::vector<Replicas>& replicas);

}  // namespace timbre::dataset
