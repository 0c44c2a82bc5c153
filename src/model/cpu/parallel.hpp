#pragma once

#include <algorithm>
#include <cstdint>

#include "timbre/core/parallel.hpp"

namespace timbre::model::cpu {

/// Sums over a batch are made in this many parts at most, so that their order and hence their
/// rounding do not depend on the number of threads.
inline constexpr std::int64_t most_parts = 64;

/// Rows of one part of a batch.
struct Part {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

inline std::int64_t part_count(std::int64_t batch) {
  return std::min(batch, most_parts);
}

/// Part `number` of `parts` of the batch, cut to the valid rows; empty when all lie behind them.
inline Part part_of(std::int64_t batch, std::int64_t parts, std::int64_t number,
                    std::int64_t valid) {
  return {std::min(valid, batch * number / parts), std::min(valid, batch * (number + 1) / parts)};
}

/// total[i] = sum of partial[part][i] over the parts, in their order. `partial` [parts, size].
inline void add_parts(const float* partial, std::int64_t parts, std::int64_t size, float* total) {
  constexpr std::int64_t grain = 1024;
  parallel_ranges(size, grain, [&](std::int64_t begin, std::int64_t end) {
    std::copy(partial + begin, partial + end, total + begin);
    for (std::int64_t part = 1; part < parts; ++part) {
      const float* summand = partial + part * size;
      for (std::int64_t i = begin; i < end; ++i) total[i] += summand[i];
    }
  });
}

}  // namespace timbre::model::cpu
