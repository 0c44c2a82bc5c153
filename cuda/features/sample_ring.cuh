#pragma once

#include "core/samples.cuh"
#include "timbre/features/framing.hpp"

// Samples of the frames that a block works on, as floats in shared memory. Frames that overlap
// share them: each sample is read once from device memory, 16 bytes at a time between the ends of a
// run, and the ring keeps what later frames need again.
namespace timbre::cuda::features {

/// Ring of `size` floats, a multiple of 8. Position p of a segment lies at place_of(p): aligned
/// samples at aligned places.
struct SampleRing {
  float* floats;
  int size;
  int origin;  ///< place of position `start`
  int start;

  __device__ int wrapped(int place) const { return place >= size ? place - size : place; }
  /// Of a position less than `size` behind the start.
  __device__ int place_of(int position) const { return wrapped(origin + position - start); }

  /// Lets the ring start at a later position, without moving a sample.
  __device__ void advance(int position) {
    origin = (origin + position - start) % size;
    start = position;
  }
};

/// A segment's samples, of type float or std::int16_t.
struct Segment {
  const void* samples;
  bool sixteen_bits;
  int length;
  timbre::features::PadMode pad;

  /// How far its start is behind a multiple of 16 bytes, in samples.
  __device__ int phase() const {
    return phase_of(samples, sixteen_bits ? sizeof(std::int16_t) : sizeof(float));
  }
  /// A ring that starts at `position`, with aligned samples at aligned places.
  __device__ SampleRing ring_at(int position, float* floats, int size) const {
    // 8 is a multiple of what one access takes, of either type.
    const int lead = (position + phase()) & 7;
    return {floats, size, sixteen_bits ? lead : lead & 3, position};
  }
};

// The sample at a position that may lie in the padding.
template <typename Sample>
__device__ __forceinline__ float padded_sample(const Segment& segment, int position) {
  const auto index =
      static_cast<int>(timbre::features::padded_index(position, segment.length, segment.pad));
  return index < 0 ? 0.0f : to_float(__ldg(static_cast<const Sample*>(segment.samples) + index));
}

template <typename Sample>
__device__ void copy_run_of(const Segment& segment, int first, int last, const SampleRing& ring) {
  constexpr int step = samples_at_once<Sample>;
  for_each_access<step>(
      first, last, max(first, 0), min(last, segment.length), segment.phase(),
      [&](int position) {
        ring.floats[ring.place_of(position)] = padded_sample<Sample>(segment, position);
      },
      [&](int position) {
        float4 fours[step / 4];
        load_at_once(static_cast<const Sample*>(segment.samples) + position, fours);
        auto* places = reinterpret_cast<float4*>(ring.floats + ring.place_of(position));
#pragma unroll
        for (int four = 0; four < step / 4; ++four) places[four] = fours[four];
      });
}

/// Copies the positions [first, last) of a segment, padding among them, into the ring, by all
/// threads of the block.
__device__ inline void copy_run(const Segment& segment, int first, int last,
                                const SampleRing& ring) {
  if (segment.sixteen_bits) {
    copy_run_of<std::int16_t>(segment, first, last, ring);
  } else {
    copy_run_of<float>(segment, first, last, ring);
  }
}

}  // namespace timbre::cuda::features
