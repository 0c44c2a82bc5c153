#pragma once

#include <cstdint>

#include "gpu/kernel.cuh"
#include "timbre/core/sample_step.hpp"

// Samples of float or of 16 bits, which a kernel reads 16 bytes at a time.
namespace timbre::cuda {

/// Samples in one access of 16 bytes.
template <typename Sample>
inline constexpr int samples_at_once = 16 / static_cast<int>(sizeof(Sample));

/// Two samples of 16 bits in one word, the first in the low half.
__device__ __forceinline__ float2 to_floats(int word) {
  return make_float2(to_float(static_cast<std::int16_t>(word & 0xffff)),
                     to_float(static_cast<std::int16_t>(word >> 16)));
}

/// 16 bytes of samples as fours of floats. `from` is aligned to them.
__device__ __forceinline__ void load_at_once(const float* from, float4 (&fours)[1]) {
  fours[0] = __ldg(reinterpret_cast<const float4*>(from));
}
__device__ __forceinline__ void load_at_once(const std::int16_t* from, float4 (&fours)[2]) {
  const int4 words = __ldg(reinterpret_cast<const int4*>(from));
  const float2 a = to_floats(words.x), b = to_floats(words.y);
  const float2 c = to_floats(words.z), d = to_floats(words.w);
  fours[0] = make_float4(a.x, a.y, b.x, b.y);
  fours[1] = make_float4(c.x, c.y, d.x, d.y);
}

/// How far an address is behind a multiple of 16 bytes, in samples of `bytes` each.
__device__ __forceinline__ int phase_of(const void* samples, int bytes) {
  return static_cast<int>(reinterpret_cast<std::uintptr_t>(samples) % 16) / bytes;
}

/// Shares the positions [first, last) among the block's threads: use `many` for `Step` of them at
/// once that lie within [begin, end) and whose position plus `phase` is a multiple of `Step`, and
/// `one` for each of the others.
template <int Step, typename One, typename Many>
__device__ __forceinline__ void for_each_access(int first, int last, int begin, int end, int phase,
                                                const One& one, const Many& many) {
  const int thread = static_cast<int>(threadIdx.x), threads = static_cast<int>(blockDim.x);
  const int wide_begin = (begin + phase + Step - 1) / Step * Step - phase;
  const int steps = max(0, (end - wide_begin) / Step);
  // Without a whole step all go one by one.
  const int wide_end = steps == 0 ? first : wide_begin + steps * Step;
  const int before = steps == 0 ? 0 : wide_begin - first, after = last - wide_end;
  for (int index = thread; index < before + after; index += threads) {
    one(index < before ? first + index : wide_end + index - before);
  }
  for (int index = thread; index < steps; index += threads) many(wide_begin + index * Step);
}

}  // namespace timbre::cuda
