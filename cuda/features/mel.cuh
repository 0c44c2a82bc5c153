#pragma once

#include "features/examples.hpp"
#include "gpu/kernel.cuh"

// Powers (or magnitudes) of the mel bands of a tile's frames. A warp sums four bands of eight
// frames at a time: lanes 8 apart share a frame and take its fours of bins by turns, so that eight
// lanes read all banks at once and share the weights. Every power is read once for each band that
// holds it.
namespace timbre::cuda::features {

inline constexpr int frames_at_once = 8;
inline constexpr int bands_at_once = 4;

/// One of the four lanes' part of a band of one frame.
__device__ __forceinline__ float part_of_band(const MelBank& mel, int band, int part,
                                              const float* powers) {
  const MelFours fours = mel.bands[band];
  float sum = 0.0f;
  for (int four = part; four < fours.count; four += bands_at_once) {
    const float4 weight = __ldg(mel.weights + fours.offset + four);
    float4 power =
        *reinterpret_cast<const float4*>(powers + spread_power(4 * (fours.first + four)));
    if (mel.magnitude)
      power = make_float4(sqrtf(power.x), sqrtf(power.y), sqrtf(power.z), sqrtf(power.w));
    sum += weight.x * power.x + weight.y * power.y + weight.z * power.z + weight.w * power.w;
  }
  return sum;
}

/// The bands [first, first + 4) of eight frames: each lane gets the power of band first + lane / 8
/// of its own frame, whose `powers` the caller gives. All lanes of the warp take part.
__device__ __forceinline__ float sum_four_bands(const MelBank& mel, int first, int lane,
                                                const float* powers) {
  constexpr unsigned all_lanes = 0xffffffffu;
  const int part = lane / frames_at_once;
  float own = 0.0f;
#pragma unroll
  for (int band = 0; band < bands_at_once; ++band) {
    float sum = part_of_band(mel, first + band, part, powers);
    sum += __shfl_xor_sync(all_lanes, sum, frames_at_once);
    sum += __shfl_xor_sync(all_lanes, sum, 2 * frames_at_once);
    if (band == part) own = sum;
  }
  return own;
}

/// Calls use(band, frame, power) for every band of `frames` frames, whose powers lie in `spectra`
/// at distances of `pitch` floats. The block's warps share the bands.
template <typename Use>
__device__ __forceinline__ void for_each_band(const MelBank& mel, const float* spectra, int pitch,
                                              int frames, const Use& use) {
  const int lane = static_cast<int>(threadIdx.x) % warp_size;
  const int warp = static_cast<int>(threadIdx.x) / warp_size;
  const int warps = static_cast<int>(blockDim.x) / warp_size;
  for (int first_frame = 0; first_frame < frames; first_frame += frames_at_once) {
    const int frame = first_frame + lane % frames_at_once;
    // Lanes without a frame follow the last one and keep nothing.
    const float* powers = spectra + min(frame, frames - 1) * pitch;
    for (int first = warp * bands_at_once; first < mel.count; first += warps * bands_at_once) {
      const float power = sum_four_bands(mel, first, lane, powers);
      const int band = first + lane / frames_at_once;
      if (frame < frames && band < mel.count) use(band, frame, power);
    }
  }
}

}  // namespace timbre::cuda::features
