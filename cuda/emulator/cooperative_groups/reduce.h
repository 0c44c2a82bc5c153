#pragma once

#include <algorithm>

#include "cooperative_groups.h"

namespace cooperative_groups {

template <typename T>
struct plus {
  T operator()(T left, T right) const { return left + right; }
};
template <typename T>
struct less {
  T operator()(T left, T right) const { return std::min(left, right); }
};
template <typename T>
struct greater {
  T operator()(T left, T right) const { return std::max(left, right); }
};

/// By exchanges with ever nearer lanes, as CUDA does it for floating-point numbers.
template <unsigned Size, typename T, typename Operation>
T reduce(const thread_block_tile<Size>& tile, T value, Operation combine) {
  for (unsigned distance = Size / 2; distance > 0; distance /= 2) {
    value = combine(value, tile.shfl_xor(value, distance));
  }
  return value;
}

}  // namespace cooperative_groups
