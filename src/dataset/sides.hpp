#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "timbre/dataset/collection.hpp"
#include "timbre/dataset/protocol.hpp"

namespace timbre::dataset {

/// On which side of each trial the clips of a collection stand.
class Sides {
 public:
  enum Side : unsigned {
    none = 0,
    train = 1,
    validate = 2,
    test = 4
  };  ///< bits: a fold may be two

  Sides(const ProtocolOptions& options, const Protocol& protocol, const Collection& collection,
        std::uint64_t seed);

  std::size_t trials() const { return protocol_.trials.size(); }
  unsigned side(std::size_t trial, std::size_t clip) const;

  /// Numbers of the trials, from 1, in which the clips stand on more than one side.
  std::vector<int> trials_that_part(std::span<const std::int32_t> clips) const;

  /// Numbers of the trials whose training folds are also validated or tested on.
  std::vector<int> trials_that_repeat() const;

 private:
  unsigned side_of_fold(const Trial& trial, int fold) const;

  const Protocol& protocol_;
  std::vector<std::vector<int>> clip_folds_;  // for each repeat
};

}  // namespace timbre::dataset
