#pragma once

#include "features/examples.hpp"

namespace timbre::cuda::features {

/// Peaks of pieces that a plan keeps on the device: so many blocks one launch may have.
inline constexpr int most_pieces = 1 << 16;

/// Examples too long for one block's shared memory. Each is computed in recipe.pieces() pieces of
/// neighbouring columns, a block each, and then finished where all pieces must be known: the floor
/// under the peak, and slopes.
struct LongExamples {
  std::int64_t first;  ///< number of the first example
  int count;
  float* peaks;  ///< [count, pieces], scratch on the device
};

/// Bytes of shared memory that finishing one row takes: all of its levels, for slopes.
std::size_t finishing_bytes(const ExampleRecipe& recipe);

/// Lets the kernels have the shared memory that they ask for. Before the first launch.
void allow_long_examples(const ExampleRecipe& recipe);

/// Computes the levels of all clips (or starts), whose blocks in `arguments` are pieces: clip by
/// clip, segment by segment, at most most_pieces of them. The floor and slopes are left out.
void launch_pieces(const ExampleArguments& arguments, const LongExamples& examples,
                   cudaStream_t stream);

/// The same, finished.
void launch_long_examples(const ExampleArguments& arguments, const LongExamples& examples,
                          cudaStream_t stream);

}  // namespace timbre::cuda::features
