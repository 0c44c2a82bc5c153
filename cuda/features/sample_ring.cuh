#pragma once

#include <cstdint>

#include "gpu/kernel.cuh"
#include "timbre/features/framing.hpp"

// Samples of the frames that a block works on, as floats in shared memory. Frames that overlap
// share them: each sample is read once from device memory, 16 bytes at a time between the ends of a
// run, and the ring keeps what later frames need again.
namespace timbre::cuda::features {

/// Samples in one access of 16 bytes.
template <typename Sample>
inline constexpr int samples_at_once = 16 / static_cast<int>(sizeof(Sample));

__device__ __forceinline__ float to_float(float sample) {
  return sample;
}
__device__ __forceinline__ float to_float(std::int16_t sample) {
  return static_cast<float>(sample) * timbre::sample_step;
}

// Two samples of 16 bits in one word, the first in the low half.
__device__ __forceinline__ float2 to_floats(int word) {
  return make_float2(to_float(static_cast<std::int16_t>(word & 0xffff)),
                     to_float(static_cast<std::int16_t>(word >> 16)));
}

__device__ __forceinline__ void copy_at_once(const float* from, float* to) {
  *reinterpret_cast<float4*>(to) = __ldg(reinterpret_cast<const float4*>(from));
}
__device__ __forceinline__ void copy_at_once(const std::int16_t* from, float* to) {
  const int4 words = __ldg(reinterpret_cast<const int4*>(from));
  const float2 a = to_floats(words.x), b = to_floats(words.y);
  const float2 c = to_floats(words.z), d = to_floats(words.w);
  reinterpret_cast<float4*>(to)[0] = make_float4(a.x, a.y, b.x, b.y);
  reinterpret_cast<float4*>(to)[1] = make_float4(c.x, c.y, d.x, d.y);
}

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

__device__ __forceinline__ int round_up(int value, int step) {
  return (value + step - 1) / step * step;
}

/// A segment's samples, of type float or std::int16_t.
struct Segment {
  const void* samples;
  bool sixteen_bits;
  int length;
  timbre::features::PadMode pad;

  /// How far its start is behind a multiple of 16 bytes, in samples.
  __device__ int phase() const {
    const unsigned bytes = static_cast<unsigned>(reinterpret_cast<std::uintptr_t>(samples) % 16);
    return static_cast<int>(bytes / (sixteen_bits ? sizeof(std::int16_t) : sizeof(float)));
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
  const int phase = segment.phase();
  const int thread = static_cast<int>(threadIdx.x), threads = static_cast<int>(blockDim.x);
  const int inside_begin = max(first, 0), inside_end = min(last, segment.length);
  const int wide_begin = round_up(inside_begin + phase, step) - phase;
  const int steps = max(0, (inside_end - wide_begin) / step);
  // Without a whole step all samples go one by one.
  const int wide_end = steps == 0 ? first : wide_begin + steps * step;
  const int before = steps == 0 ? 0 : wide_begin - first, after = last - wide_end;
  for (int index = thread; index < before + after; index += threads) {
    const int position = index < before ? first + index : wide_end + index - before;
    ring.floats[ring.place_of(position)] = padded_sample<Sample>(segment, position);
  }
  for (int index = thread; index < steps; index += threads) {
    const int position = wide_begin + index * step;
    copy_at_once(static_cast<const Sample*>(segment.samples) + position,
                 ring.floats + ring.place_of(position));
  }
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
