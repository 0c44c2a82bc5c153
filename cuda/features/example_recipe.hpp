#pragma once

#include <cstddef>

#include "features/fft_shape.hpp"
#include "timbre/core/host_device.hpp"
#include "timbre/features/decibel.hpp"
#include "timbre/features/kinds.hpp"

namespace timbre::cuda::features {

inline constexpr int warp_size = 32;
inline constexpr int most_warps = 8;

/// What a block of the kernel needs to know to compute examples, settled when a plan is made.
struct ExampleRecipe {
  int segment_length = 0;  ///< samples
  int segment_hop = 0;     ///< samples
  int n_fft = 0;           ///< samples
  int frame = 0;           ///< samples, the first n_fft of which are transformed
  int hop = 0;             ///< samples
  timbre::features::PadMode pad = {};

  int columns = 0;       ///< frames of a segment
  int inside_begin = 0;  ///< see SegmentFrames
  int shift = 0;
  int shared = 0;

  int bands = 0;
  timbre::features::LevelRule level = {};
  timbre::features::Layout layout = {};
  timbre::features::DeltaKind delta = {};
  int width = 0;  ///< of the delta, columns

  int warps = 0;          ///< of a block
  int piece_columns = 0;  ///< columns that a block computes at a time; fewer than all if long

  TIMBRE_HOST_DEVICE constexpr int points() const { return n_fft / 2; }
  TIMBRE_HOST_DEVICE constexpr int channels() const {
    return delta == timbre::features::DeltaKind::none ? 1 : 2;
  }
  TIMBRE_HOST_DEVICE constexpr int elements() const { return bands * columns; }
  TIMBRE_HOST_DEVICE constexpr int example_size() const { return elements() * channels(); }

  /// Whether an example is too long for one block's shared memory: several blocks share it.
  TIMBRE_HOST_DEVICE constexpr bool is_long() const { return piece_columns < columns; }
  TIMBRE_HOST_DEVICE constexpr int pieces() const {
    return (columns + piece_columns - 1) / piece_columns;
  }

  /// Frames that a block transforms at a time.
  TIMBRE_HOST_DEVICE constexpr int tile() const {
    return warps * (warp_size / fft_shape(points()).lanes);
  }
  /// Frames that do not meet get a ring each.
  TIMBRE_HOST_DEVICE constexpr bool apart() const { return hop > n_fft; }
  TIMBRE_HOST_DEVICE constexpr int ring_size() const {
    return (apart() ? n_fft : (tile() - 1) * hop + n_fft) / 8 * 8 + 8;
  }
  /// From one frame's levels to the next's. Where rows are bands, neighbouring columns lie in
  /// different banks when it is odd; document 001's order needs the levels without a gap.
  TIMBRE_HOST_DEVICE constexpr int level_pitch() const {
    return layout == timbre::features::Layout::scrambled ? bands : bands | 1;
  }

  // Shared memory, in floats: the block's segments, the frames of a tile, the samples, the levels
  // of a segment or piece, and the loudest level of each warp.
  TIMBRE_HOST_DEVICE static constexpr int frames_offset() { return 8; }
  TIMBRE_HOST_DEVICE constexpr int samples_offset() const {
    return frames_offset() + 2 * tile() * frame_pitch(points());
  }
  TIMBRE_HOST_DEVICE constexpr int levels_offset() const {
    return samples_offset() + ring_size() * (apart() ? tile() : 1);
  }
  TIMBRE_HOST_DEVICE constexpr std::size_t shared_floats() const {
    return std::size_t{1} * level_pitch() * piece_columns + levels_offset() + most_warps;
  }
};

}  // namespace timbre::cuda::features
