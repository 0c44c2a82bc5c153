#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "timbre/core/random.hpp"

namespace timbre::dataset {

/// Something that is parted as a whole: a clip, a source with all of its clips, an example.
struct Unit {
  std::int32_t label = 0;
  std::int64_t size = 1;  ///< clips or examples in it
};

/// The part, 0 to shares.size() - 1, that each unit falls to: shuffled, large ones first, and each
/// given to the part that lacks most of its share. With `stratify` the share of the unit's class
/// counts first, so that equal units of a class spread as in scikit-learn's StratifiedKFold: counts
/// differ by one at most. Parts come out exact where the shares are whole numbers of units.
std::vector<int> deal(std::span<const Unit> units, std::span<const double> shares, bool stratify,
                      const RandomKey& key);

}  // namespace timbre::dataset
