#pragma once

#include <cstdint>
#include <vector>

#include "metrics/scratch_allocator.hpp"

namespace timbre::cuda {

/// Scores in the device's memory.
struct DeviceScores {
  const float* probabilities = nullptr;  ///< [examples, classes]
  const std::int32_t* label = nullptr;   ///< [examples]
  std::int64_t examples = 0;
  std::int64_t classes = 0;
};

/// Twice the area of each class, as metrics::doubled_area gives it, from one sort of all scores by
/// class and falling score. `keys` and `counts` [2, examples * classes], `areas` [2, classes] are
/// scratch; the areas stand in the first half of `areas`. `positives_before` [classes] are the
/// positive examples of all classes below.
void sum_doubled_areas(const DeviceScores& scores, const std::int64_t* positives_before,
                       std::uint64_t* keys, std::uint64_t* counts, std::int64_t* areas,
                       ScratchAllocator& scratch, cudaStream_t stream);

/// Sorts the losses' keys [count]: of the largest loss first, of equal ones the lower example's.
/// The lower half of a key is the example.
void sort_losses(const float* losses, std::int64_t count, std::uint64_t* keys,
                 ScratchAllocator& scratch, cudaStream_t stream);

/// offsets[i] = counts[0] + ... + counts[i - 1]; both [count], apart.
void sum_before(const std::int64_t* counts, std::int64_t count, std::int64_t* offsets,
                ScratchAllocator& scratch, cudaStream_t stream);

}  // namespace timbre::cuda
