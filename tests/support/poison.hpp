#pragma once

#include <cstddef>
#include <limits>
#include <vector>

namespace timbre::test {

/// Memory for an output, full of NaN: what a function forgets to write, every comparison finds.
template <typename T = float>
std::vector<T> poisoned(std::size_t count) {
  return std::vector<T>(count, std::numeric_limits<T>::quiet_NaN());
}

}  // namespace timbre::test
