#pragma once

#include "features/complex.cuh"
#include "features/examples.hpp"

// The power spectrum of a real frame by the lanes that own it. The window is applied as the first
// pass reads; a spectrum is never stored, only its power.
//
// Shared memory: 8 bytes in and out for each point and pass but the ends, 40 in all; no access
// needs more than two ways. Global memory: the tables alone, which the first-level cache keeps.
// Flops: 5 points log2 points, and 16 points for window, untangling and power.
namespace timbre::cuda::features {

template <int Points>
inline constexpr FftShape shape_of = fft_shape(Points);

/// Pass 1. `sample(n)` gives samples 2 n and 2 n + 1 of the frame.
template <int Points, typename Samples>
__device__ __forceinline__ void first_pass(const FftTables& tables, int lane, float2* frame,
                                           const Samples& sample) {
  constexpr FftShape shape = shape_of<Points>;
#pragma unroll 1
  for (int place = lane; place < shape.block(); place += shape.lanes) {
    float2 x[shape.first];
#pragma unroll
    for (int k = 0; k < shape.first; ++k) {
      const int n = place + k * shape.block();
      const float2 pair = sample(n), window = __ldg(tables.window + n);
      x[k] = make_float2(pair.x * window.x, pair.y * window.y);
    }
    transform_points(x);
    float2* to = frame + spread(place);
    to[0] = x[0];
#pragma unroll
    for (int k = 1; k < shape.first; ++k) {
      const float2 factor = __ldg(tables.first + (k - 1) * shape.block() + place);
      to[spread(k * shape.block())] = multiply(x[k], factor);
    }
  }
}

/// Pass 2. Each butterfly reads and writes its own places. Half a warp takes as many neighbours of
/// a block as `spread` leaves room for between the blocks' first banks.
template <int Points>
__device__ __forceinline__ void second_pass(const FftTables& tables, int lane, float2* frame) {
  constexpr FftShape shape = shape_of<Points>;
  constexpr int neighbours = shape.block() / 16;
#pragma unroll 1
  for (int butterfly = lane; butterfly < Points / shape.second; butterfly += shape.lanes) {
    const int block = butterfly / neighbours % shape.first;
    const int place = butterfly % neighbours + butterfly / (neighbours * shape.first) * neighbours;
    float2* places = frame + spread(block * shape.block() + place);
    float2 x[shape.second];
#pragma unroll
    for (int k = 0; k < shape.second; ++k) x[k] = places[spread(k * shape.third)];
    transform_points(x);
    places[0] = x[0];
#pragma unroll
    for (int k = 1; k < shape.second; ++k) {
      const float2 factor = __ldg(tables.second + (k - 1) * shape.third + place);
      places[spread(k * shape.third)] = multiply(x[k], factor);
    }
  }
}

/// Powers of frequencies k and points - k from the transform's outputs z and c there.
__device__ __forceinline__ void untangle(float2 z, float2 c, float2 factor, float& power,
                                         float& mirrored) {
  const float2 sum = make_float2(z.x + c.x, z.y - c.y);
  const float2 turned = multiply(make_float2(z.x - c.x, z.y + c.y), factor);
  power = squared_norm(add(sum, turned));
  mirrored = squared_norm(subtract(sum, turned));
}

/// The pair of butterflies that holds frequencies 0 and columns / 2. Frequency 0 also gives that of
/// half the sample rate, `last`.
template <int Third>
__device__ __forceinline__ void untangle_ends(const float2 (&a)[Third], const float2 (&b)[Third],
                                              const float2 (&factors)[Third],
                                              float (&power)[2 * Third], float& last) {
  const float even = 2.0f * a[0].x, odd = 2.0f * a[0].y;
  power[0] = (even + odd) * (even + odd);
  last = (even - odd) * (even - odd);
  power[Third / 2] = 4.0f * squared_norm(a[Third / 2]);
#pragma unroll
  for (int k = 1; k < Third / 2; ++k) {
    untangle(a[k], a[Third - k], factors[2 * k], power[k], power[Third - k]);
  }
#pragma unroll
  for (int k = 0; k < Third / 2; ++k) {
    untangle(b[k], b[Third - 1 - k], factors[2 * k + 1], power[Third + k],
             power[2 * Third - 1 - k]);
  }
}

/// Any other pair: a[k] and b[third - 1 - k] mirror each other. Powers of a's frequencies, then
/// of b's.
template <int Third>
__device__ __forceinline__ void untangle_pair(const float2 (&a)[Third], const float2 (&b)[Third],
                                              const float2 (&factors)[Third],
                                              float (&power)[2 * Third]) {
#pragma unroll
  for (int k = 0; k < Third / 2; ++k) {
    untangle(a[k], b[Third - 1 - k], factors[2 * k], power[k], power[2 * Third - 1 - k]);
    untangle(b[k], a[Third - 1 - k], factors[2 * k + 1], power[Third + k], power[Third - 1 - k]);
  }
}

/// Pass 3 and the powers, which take the frame's place once all lanes have read theirs. Three zeros
/// follow the last bin, so that whole fours can be read.
template <int Points>
__device__ __forceinline__ void third_pass(const FftTables& tables, int lane, float2* frame) {
  constexpr FftShape shape = shape_of<Points>;
  constexpr int third = shape.third, rounds = shape.pairs() / shape.lanes;
  float power[rounds][2 * third];
  float last = 0.0f;
#pragma unroll
  for (int round = 0; round < rounds; ++round) {
    const int pair = lane + round * shape.lanes;
    const int frequency = shape.frequency(pair), mirror = shape.mirror(frequency);
    const float2* from_a = frame + spread(shape.place(frequency));
    const float2* from_b = frame + spread(shape.place(mirror));
    float2 a[third], b[third], factors[third];
#pragma unroll
    for (int k = 0; k < third; ++k) {
      a[k] = from_a[k];
      b[k] = from_b[k];
      factors[k] = __ldg(tables.untangling + k * shape.pairs() + pair);
    }
    transform_points(a);
    transform_points(b);
    if (round == 0 && lane == 0) {
      untangle_ends(a, b, factors, power[round], last);
    } else {
      untangle_pair(a, b, factors, power[round]);
    }
  }
  __syncwarp();
  auto* powers = reinterpret_cast<float*>(frame);
#pragma unroll
  for (int round = 0; round < rounds; ++round) {
    const int frequency = shape.frequency(lane + round * shape.lanes);
    float* to_a = powers + spread_power(frequency);
    float* to_b = powers + spread_power(shape.mirror(frequency));
#pragma unroll
    for (int k = 0; k < third; ++k) {
      to_a[spread_power(k * shape.columns())] = power[round][k];
      to_b[spread_power(k * shape.columns())] = power[round][third + k];
    }
  }
  if (lane < 4) powers[spread_power(Points + lane)] = lane == 0 ? last : 0.0f;
}

/// All that follows pass 1: powers of bins 0 ... points of one frame, at spread_power(bin) of
/// `frame`, which has frame_pitch(points) places. All lanes of the warp take part.
template <int Points>
__device__ __forceinline__ void later_passes(const FftTables& tables, int lane, float2* frame) {
  __syncwarp();
  second_pass<Points>(tables, lane, frame);
  __syncwarp();
  third_pass<Points>(tables, lane, frame);
}

}  // namespace timbre::cuda::features
