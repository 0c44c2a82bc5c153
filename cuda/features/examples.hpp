#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

#include "core/blocks.hpp"
#include "features/example_recipe.hpp"
#include "features/mel_fours.hpp"

namespace timbre::cuda::features {

/// One clip of a launch.
struct ClipPlace {
  std::int64_t offset;         ///< samples from the start of the buffer
  std::int64_t first_example;  ///< number of its first example
  int segments;
  int first_block;
};

/// The clips of one launch. They travel as a parameter of the kernel, which is at most 4 KiB: no
/// upload, and a captured graph keeps them.
struct ClipList {
  static constexpr int most = 128;
  ClipPlace clips[most];
  int count;
  int segments_at_once;  ///< the most that one block computes; see blocks_of
};

/// Factors of the transform on the device, all complex; see transform_tables.hpp.
struct FftTables {
  const float2* window;      ///< halved, [points]: of an even sample and the odd one behind it
  const float2* first;       ///< [output 1 ... first - 1][block]
  const float2* second;      ///< [output 1 ... second - 1][third]
  const float2* untangling;  ///< [third / 2][first or second butterfly][pair]
};

struct MelBank {
  const MelFours* bands;  ///< whole fours of bands
  const float4* weights;
  int count;       ///< bands
  bool magnitude;  ///< bands sum |X|, not |X|^2
};

struct ExampleArguments {
  ExampleRecipe recipe;
  FftTables fft;
  MelBank mel;
  const float* delta_weights;  ///< of the distances 1 ... reach
  const void* samples;         ///< float or std::int16_t
  bool sixteen_bits;
  float* examples;
  const std::int64_t* starts;  ///< of the examples' segments, one a block; null: of `clips`
  ClipList clips;
};
static_assert(sizeof(ExampleArguments) <= 4096);

/// Lets the kernel of this recipe have the shared memory that it asks for. Before the first launch.
void allow_examples(const ExampleRecipe& recipe);

/// Blocks of this recipe that one multiprocessor holds.
int resident_blocks(const ExampleRecipe& recipe);

/// Computes all examples of the clips, by the number of blocks that they take together.
void launch_examples(const ExampleArguments& arguments, int blocks, cudaStream_t stream);

}  // namespace timbre::cuda::features
