#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace timbre::model {

/// Memory that is in use from moment `first` to moment `last`, both included.
struct ArenaRequest {
  std::size_t bytes = 0;
  int first = 0;
  int last = 0;
};

struct ArenaPlan {
  std::vector<std::size_t> offsets;  ///< of each request, multiples of 256
  std::size_t bytes = 0;
};

/// Places requests so that those in use at the same moment never overlap: largest first, each at
/// the lowest offset that is free during its life.
ArenaPlan plan_arena(std::span<const ArenaRequest> requests);

}  // namespace timbre::model
