#pragma once

#include "gpu/kernel.cuh"

// Complex numbers as float2 and their short transforms, all in registers.
namespace timbre::cuda::features {

__device__ __forceinline__ float2 add(float2 a, float2 b) {
  return make_float2(a.x + b.x, a.y + b.y);
}
__device__ __forceinline__ float2 subtract(float2 a, float2 b) {
  return make_float2(a.x - b.x, a.y - b.y);
}
__device__ __forceinline__ float2 multiply(float2 a, float2 b) {
  return make_float2(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x);
}
__device__ __forceinline__ float squared_norm(float2 a) {
  return a.x * a.x + a.y * a.y;
}

/// a exp(-2 pi i sixteenths / 16). The number is known when the loops around are unrolled.
__device__ __forceinline__ float2 turn(float2 a, int sixteenths) {
  constexpr float diagonal = 0.70710678118654752f;  // cos(pi / 4)
  constexpr float cosine = 0.92387953251128676f;    // cos(pi / 8)
  constexpr float sine = 0.38268343236508977f;      // sin(pi / 8)
  switch (sixteenths) {
    case 0:
      return a;
    case 1:
      return multiply(a, make_float2(cosine, -sine));
    case 2:
      return make_float2(diagonal * (a.x + a.y), diagonal * (a.y - a.x));
    case 3:
      return multiply(a, make_float2(sine, -cosine));
    case 4:
      return make_float2(a.y, -a.x);
    case 6:
      return make_float2(diagonal * (a.y - a.x), -diagonal * (a.x + a.y));
    default:  // 9, the last that sixteen points need
      return multiply(a, make_float2(-cosine, sine));
  }
}

/// The transform of `Radix` (2, 4, 8 or 16) points in place, in natural order. Eight and sixteen
/// are two or four interleaved transforms of four, turned, and then four of two or four.
template <int Radix>
__device__ __forceinline__ void transform_points(float2 (&x)[Radix]) {
  if constexpr (Radix == 2) {
    const float2 sum = add(x[0], x[1]);
    x[1] = subtract(x[0], x[1]);
    x[0] = sum;
  } else if constexpr (Radix == 4) {
    const float2 even_sum = add(x[0], x[2]), even_difference = subtract(x[0], x[2]);
    const float2 odd_sum = add(x[1], x[3]), odd_difference = subtract(x[1], x[3]);
    x[0] = add(even_sum, odd_sum);
    x[1] = make_float2(even_difference.x + odd_difference.y, even_difference.y - odd_difference.x);
    x[2] = subtract(even_sum, odd_sum);
    x[3] = make_float2(even_difference.x - odd_difference.y, even_difference.y + odd_difference.x);
  } else {
    constexpr int step = Radix / 4;
    float2 columns[step][4];
#pragma unroll
    for (int column = 0; column < step; ++column) {
#pragma unroll
      for (int row = 0; row < 4; ++row) columns[column][row] = x[column + step * row];
      transform_points(columns[column]);
    }
#pragma unroll
    for (int row = 0; row < 4; ++row) {
      float2 turned[step];
#pragma unroll
      for (int column = 0; column < step; ++column) {
        turned[column] = turn(columns[column][row], 16 / Radix * column * row);
      }
      transform_points(turned);
#pragma unroll
      for (int column = 0; column < step; ++column) x[row + 4 * column] = turned[column];
    }
  }
}

}  // namespace timbre::cuda::features
