#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdint>

#include "features/drawing_tables.hpp"
#include "timbre/features/picture/mesh_plot.hpp"

namespace timbre::cuda::features {

/// Blocks that share the levels of a picture when its range is looked for.
inline constexpr int range_parts = 16;

/// The lowest and the highest of some levels, in one access.
struct alignas(2 * sizeof(float)) LevelRange {
  float low;
  float high;
};

struct MelPictureArguments {
  DrawingTables drawing;  ///< of the plot's pixels
  timbre::features::MeshShape mesh;
  TapTables rows;  ///< of the plot, see row_taps()
  int bands;
  float level_range;          ///< dB below a picture's peak that are kept
  const float* levels;        ///< of each picture [bands, its frames]
  std::int64_t level_step;    ///< from one picture's levels to the next's
  LevelRange* parts;          ///< [pictures, range_parts], scratch
  float* examples;            ///< [pictures, height, width, 3]
  int frames[most_pictures];  ///< of each picture
};
static_assert(sizeof(MelPictureArguments) <= 4096);

/// Dynamic shared memory of a block that draws; beside it a block has at most picture_fixed_bytes.
std::size_t mel_picture_bytes(const MelPictureArguments& arguments, std::size_t colour_bytes);

/// Lets the kernel have `bytes` of shared memory. Before the first launch.
void allow_mel_pictures(std::size_t bytes);

/// Draws `count` pictures of levels, which have no floor yet.
void launch_mel_pictures(const MelPictureArguments& arguments, int count, std::size_t bytes,
                         cudaStream_t stream);

}  // namespace timbre::cuda::features
