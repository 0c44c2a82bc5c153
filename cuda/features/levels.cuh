#pragma once

#include <cstdint>

#include "features/example_recipe.hpp"
#include "gpu/kernel.cuh"
#include "timbre/features/decibel.hpp"
#include "timbre/features/delta.hpp"
#include "timbre/features/layout.hpp"

// The levels of a segment's frames in shared memory, and the example that they become.
namespace timbre::cuda::features {

inline constexpr float lowest_level = -3.402823466e38f;  // of all floats

/// [columns][level_pitch], turned round by `rotation` floats: the frames that a segment
/// shares with the one before stay where they are.
struct Levels {
  float* values;
  int pitch;
  int size;
  int rotation;

  __device__ float& operator[](int index) const {
    const int place = index + rotation;
    return values[place >= size ? place - size : place];
  }
  /// Frame f + shift becomes frame f.
  __device__ void shift(int frames) { rotation = (rotation + frames * pitch) % size; }
};

/// What no band fills stays below every level.
__device__ __forceinline__ void fill_gaps(const Levels& levels, int bands) {
  if (levels.pitch == bands) return;
  for (int index = bands + static_cast<int>(threadIdx.x) * levels.pitch; index < levels.size;
       index += static_cast<int>(blockDim.x) * levels.pitch) {
    levels.values[index] = lowest_level;
  }
}

/// The loudest of a warp's levels, in all of its lanes.
__device__ __forceinline__ float peak_of_warp(float peak) {
#pragma unroll
  for (int distance = warp_size / 2; distance > 0; distance /= 2) {
    peak = fmaxf(peak, __shfl_xor_sync(0xffffffffu, peak, distance));
  }
  return peak;
}

/// The loudest level, known to all threads of the block afterwards. `of_warps` is the block's.
__device__ inline float peak_of(const Levels& levels, float* of_warps) {
  float peak = lowest_level;
  for (int index = static_cast<int>(threadIdx.x); index < levels.size;
       index += static_cast<int>(blockDim.x)) {
    peak = fmaxf(peak, levels.values[index]);
  }
  peak = peak_of_warp(peak);
  if (threadIdx.x % warp_size == 0) of_warps[threadIdx.x / warp_size] = peak;
  __syncthreads();
  for (int warp = 0; warp < static_cast<int>(blockDim.x) / warp_size; ++warp) {
    peak = fmaxf(peak, of_warps[warp]);
  }
  return peak;
}

/// The slope of a row at `column`, from its kept levels: `level(column)`. `weights` are those of
/// the distances 1 ... reach.
template <typename Level>
__device__ __forceinline__ float slope_of(const ExampleRecipe& recipe, const float* weights,
                                          int column, const Level& level) {
  using timbre::features::nearest_column;
  const int last = recipe.columns - 1;
  const int centre =
      timbre::features::delta_centre(recipe.delta, column, recipe.columns, recipe.width);
  float slope = 0.0f;
  for (int distance = 1; distance <= timbre::features::delta_reach(recipe.width); ++distance) {
    const float rise = level(nearest_column(centre + distance, 0, last)) -
                       level(nearest_column(centre - distance, 0, last));
    slope += rise * __ldg(weights + distance - 1);
  }
  return slope;
}

/// Elements of an example: levels and their slopes along the columns.
class ElementReader {
 public:
  __device__ ElementReader(const ExampleRecipe& recipe, const Levels& levels, float peak,
                           const float* delta_weights)
      : recipe_(recipe),
        levels_(levels),
        weights_(delta_weights),
        peak_(peak),
        column_step_(recipe.layout == timbre::features::Layout::scrambled ? 1 : levels.pitch) {}

  __device__ float level(int row, int column) const {
    return timbre::features::kept_level(levels_[row_begin(row) + column * column_step_], peak_,
                                        recipe_.level.range);
  }

  __device__ float slope(int row, int column) const {
    return slope_of(recipe_, weights_, column, [&](int other) { return level(row, other); });
  }

 private:
  // level_index() of layout.hpp with frames `pitch` apart.
  __device__ int row_begin(int row) const {
    return static_cast<int>(
        timbre::features::level_index(recipe_.layout, row, 0, levels_.pitch, recipe_.columns));
  }

  const ExampleRecipe& recipe_;
  const Levels& levels_;
  const float* weights_;
  float peak_;
  int column_step_;
};

__device__ __forceinline__ float packed(const float (&values)[1]) {
  return values[0];
}
__device__ __forceinline__ float2 packed(const float (&values)[2]) {
  return make_float2(values[0], values[1]);
}
__device__ __forceinline__ float4 packed(const float (&values)[4]) {
  return make_float4(values[0], values[1], values[2], values[3]);
}

/// Writes an example, each thread `Elements` neighbours in one access.
template <int Channels, int Elements>
__device__ void write_elements(const ExampleRecipe& recipe, const ElementReader& reader,
                               float* example) {
  const int accesses = recipe.elements() / Elements;
  for (int access = static_cast<int>(threadIdx.x); access < accesses;
       access += static_cast<int>(blockDim.x)) {
    float values[Channels * Elements];
#pragma unroll
    for (int index = 0; index < Elements; ++index) {
      const int element = access * Elements + index;
      const int row = element / recipe.columns, column = element % recipe.columns;
      values[Channels * index] = reader.level(row, column);
      if constexpr (Channels == 2) values[2 * index + 1] = reader.slope(row, column);
    }
    reinterpret_cast<decltype(packed(values))*>(example)[access] = packed(values);
  }
}

/// Writes the example [bands, columns, channels], 16 bytes at a time where it is aligned to them.
__device__ inline void write_example(const ExampleRecipe& recipe, const ElementReader& reader,
                                     float* example) {
  const bool aligned = reinterpret_cast<std::uintptr_t>(example) % sizeof(float4) == 0 &&
                       recipe.example_size() % 4 == 0;
  if (recipe.channels() == 1) {
    aligned ? write_elements<1, 4>(recipe, reader, example)
            : write_elements<1, 1>(recipe, reader, example);
  } else {
    aligned ? write_elements<2, 2>(recipe, reader, example)
            : write_elements<2, 1>(recipe, reader, example);
  }
}

}  // namespace timbre::cuda::features
