#pragma once

#include "features/examples.hpp"
#include "features/fft.cuh"
#include "features/levels.cuh"
#include "features/mel.cuh"
#include "features/sample_ring.cuh"

// Frames of a segment become levels in shared memory, a tile of frames at a time:
//   copy the tile's samples that are new -> barrier -> transform -> barrier -> bands and levels
namespace timbre::cuda::features {

/// Frames [begin, end) of a segment, of which `kept` from `gap` on are there already. Without any,
/// `gap` is `end`.
struct FrameRange {
  int begin;
  int end;
  int gap;
  int kept;
};

template <int Points>
class FrameTiles {
 public:
  /// `shared` is the block's dynamic shared memory, laid out as the recipe says.
  __device__ FrameTiles(const ExampleArguments& arguments, float* shared)
      : arguments_(arguments),
        recipe_(arguments.recipe),
        frames_(reinterpret_cast<float2*>(shared + recipe_.frames_offset())),
        samples_(shared + recipe_.samples_offset()) {}

  /// Computes the frames of the segment whose first sample is number `start()` of the buffer: a
  /// function, because the transform needs all registers. Frame `begin` is the first of `levels`,
  /// which hold them after a barrier.
  template <typename Start>
  __device__ void compute(const Start& start, const FrameRange& range, const Levels& levels) {
    SampleRing ring{};
    int copied = start_of(range.begin);
    int first = range.gap == range.begin ? range.begin + range.kept : range.begin;
    while (first < range.end) {
      const int count = min(recipe_.tile(), (first < range.gap ? range.gap : range.end) - first);
      if (recipe_.apart()) {
        for (int slot = 0; slot < count; ++slot) {
          const SampleRing own = ring_of_slot(segment_at(start()), first, slot);
          copy_run(segment_at(start()), own.start, own.start + recipe_.n_fft, own);
        }
      } else {
        const int position = start_of(first);
        if (position < copied) {
          ring.advance(position);
        } else {
          ring = segment_at(start()).ring_at(position, samples_, recipe_.ring_size());
        }
        const int last = start_of(first + count - 1) + recipe_.n_fft;
        copy_run(segment_at(start()), max(copied, position), last, ring);
        copied = last;
      }
      __syncthreads();
      transform(start, ring, first, count);
      __syncthreads();
      sum_bands(first - range.begin, count, levels);
      first += count;
      if (first == range.gap) first += range.kept;
    }
  }

 private:
  __device__ Segment segment_at(std::int64_t start) const {
    const std::int64_t bytes = arguments_.sixteen_bits ? sizeof(std::int16_t) : sizeof(float);
    return {static_cast<const char*>(arguments_.samples) + start * bytes, arguments_.sixteen_bits,
            recipe_.segment_length, recipe_.pad};
  }

  __device__ int start_of(int frame) const {
    return static_cast<int>(
        timbre::features::frame_start(frame, recipe_.frame, recipe_.hop, recipe_.pad));
  }

  __device__ SampleRing ring_of_slot(const Segment& segment, int first, int slot) const {
    return segment.ring_at(start_of(first + slot), samples_ + slot * recipe_.ring_size(),
                           recipe_.ring_size());
  }

  template <typename Start>
  __device__ void transform(const Start& segment_start, const SampleRing& shared_ring, int first,
                            int count) {
    constexpr int lanes = shape_of<Points>.lanes;
    const int lane = static_cast<int>(threadIdx.x) % lanes;
    const int own_slot = static_cast<int>(threadIdx.x) / lanes;
    const int first_of_warp = static_cast<int>(threadIdx.x) / warp_size * (warp_size / lanes);
    if (first_of_warp >= count) return;
    // Half a warp without a frame of its own computes the last one once more, in its own place.
    const int slot = min(own_slot, count - 1), start = start_of(first + slot);
    const SampleRing ring =
        recipe_.apart() ? ring_of_slot(segment_at(segment_start()), first, slot) : shared_ring;
    const int origin = ring.place_of(start);
    float2* frame = frames_ + own_slot * frame_pitch(Points);
    if (origin % 2 == 0) {
      first_pass<Points>(arguments_.fft, lane, frame, [&](int n) {
        return *reinterpret_cast<const float2*>(ring.floats + ring.wrapped(origin + 2 * n));
      });
    } else {
      first_pass<Points>(arguments_.fft, lane, frame, [&](int n) {
        return make_float2(ring.floats[ring.wrapped(origin + 2 * n)],
                           ring.floats[ring.wrapped(origin + 2 * n + 1)]);
      });
    }
    later_passes<Points>(arguments_.fft, lane, frame);
  }

  // The levels of a tile, `place` frames behind the first of `levels`.
  __device__ void sum_bands(int place, int count, const Levels& levels) {
    for_each_band(arguments_.mel, reinterpret_cast<const float*>(frames_), 2 * frame_pitch(Points),
                  count, [&](int band, int frame, float power) {
                    levels[(place + frame) * levels.pitch + band] =
                        timbre::features::level_of(power, recipe_.level);
                  });
  }

  const ExampleArguments& arguments_;
  const ExampleRecipe& recipe_;
  float2* frames_;  // [tile][frame_pitch]
  float* samples_;
};

/// The clip to which a block of a launch belongs.
__device__ inline int clip_of_block(const ClipList& list, int block) {
  int clip = 0;
  for (int end = list.count; end - clip > 1;) {
    const int middle = (clip + end) / 2;
    (list.clips[middle].first_block <= block ? clip : end) = middle;
  }
  return clip;
}

/// Calls use<Points>() for the points of the recipe.
template <typename Use>
void with_points(const ExampleRecipe& recipe, const Use& use) {
  switch (recipe.points()) {
    case 128:
      return use.template operator()<128>();
    case 256:
      return use.template operator()<256>();
    case 512:
      return use.template operator()<512>();
    case 1024:
      return use.template operator()<1024>();
    default:
      return use.template operator()<2048>();
  }
}

inline std::size_t shared_bytes(const ExampleRecipe& recipe) {
  return recipe.shared_floats() * sizeof(float);
}

}  // namespace timbre::cuda::features
