// Complex arithmetic and short transforms on vectors. Included once for each SIMD target, after
// <hwy/highway.h>; hence no `#pragma once`.
#if defined(TIMBRE_FFT_BUTTERFLIES_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef TIMBRE_FFT_BUTTERFLIES_INL
#undef TIMBRE_FFT_BUTTERFLIES_INL
#else
#define TIMBRE_FFT_BUTTERFLIES_INL
#endif

#include <cstddef>
#include <cstdint>
#include <numbers>

HWY_BEFORE_NAMESPACE();
namespace timbre::features::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Index = std::ptrdiff_t;
using Floats = hn::ScalableTag<float>;
using Vector = hn::Vec<Floats>;
constexpr Index lanes = static_cast<Index>(hn::MaxLanes(Floats()));

struct Complex {
  Vector re, im;
};

HWY_INLINE Complex operator+(const Complex& a, const Complex& b) {
  return {hn::Add(a.re, b.re), hn::Add(a.im, b.im)};
}
HWY_INLINE Complex operator-(const Complex& a, const Complex& b) {
  return {hn::Sub(a.re, b.re), hn::Sub(a.im, b.im)};
}
HWY_INLINE Complex operator*(const Complex& a, const Complex& b) {
  return {hn::MulSub(a.re, b.re, hn::Mul(a.im, b.im)), hn::MulAdd(a.re, b.im, hn::Mul(a.im, b.re))};
}
HWY_INLINE Vector norm(const Complex& a) {
  return hn::MulAdd(a.re, a.re, hn::Mul(a.im, a.im));
}

// The transform of four points, in place and in natural order.
HWY_INLINE void dft(Complex (&x)[4]) {
  const Complex even_sum = x[0] + x[2], even_difference = x[0] - x[2];
  const Complex odd_sum = x[1] + x[3], odd_difference = x[1] - x[3];
  x[0] = even_sum + odd_sum;
  x[1] = {hn::Add(even_difference.re, odd_difference.im),
          hn::Sub(even_difference.im, odd_difference.re)};
  x[2] = even_sum - odd_sum;
  x[3] = {hn::Sub(even_difference.re, odd_difference.im),
          hn::Add(even_difference.im, odd_difference.re)};
}

// The same where real and imaginary parts take turns in the lanes.
HWY_INLINE void dft_interleaved(Vector (&x)[4]) {
  const Floats d;
  const Vector even_sum = hn::Add(x[0], x[2]), even_difference = hn::Sub(x[0], x[2]);
  const Vector odd_sum = hn::Add(x[1], x[3]), odd_difference = hn::Sub(x[1], x[3]);
  // -i (a + i b) = b - i a: the parts change places, the second one its sign.
  const Vector swapped = hn::Shuffle2301(odd_difference);
  const Vector signs = hn::OddEven(hn::Set(d, -1.0f), hn::Set(d, 1.0f));
  x[0] = hn::Add(even_sum, odd_sum);
  x[1] = hn::MulAdd(swapped, signs, even_difference);
  x[2] = hn::Sub(even_sum, odd_sum);
  x[3] = hn::NegMulAdd(swapped, signs, even_difference);
}

// The transform of eight points: sums give the even outputs; differences v, times exp(-i pi k / 4),
// give the odd ones. The factor sqrt(1/2) of v1 and v3 waits for the last step, where multiplying
// and adding are one operation.
HWY_INLINE void dft(Complex (&x)[8]) {
  const Vector diagonal = hn::Set(Floats(), static_cast<float>(std::numbers::sqrt2 / 2.0));
  Complex u[4], v[4];
  for (int k = 0; k < 4; ++k) {
    u[k] = x[k] + x[k + 4];
    v[k] = x[k] - x[k + 4];
  }
  dft(u);
  const Complex even_sum{hn::Add(v[0].re, v[2].im), hn::Sub(v[0].im, v[2].re)};
  const Complex even_difference{hn::Sub(v[0].re, v[2].im), hn::Add(v[0].im, v[2].re)};
  const Complex v1{hn::Add(v[1].re, v[1].im), hn::Sub(v[1].im, v[1].re)};
  const Complex v3{hn::Sub(v[3].im, v[3].re), hn::Add(v[3].im, v[3].re)};  // conjugate
  const Complex odd_sum{hn::Add(v1.re, v3.re), hn::Sub(v1.im, v3.im)};
  const Complex odd_difference{hn::Sub(v1.re, v3.re), hn::Add(v1.im, v3.im)};
  x[1] = {hn::MulAdd(odd_sum.re, diagonal, even_sum.re),
          hn::MulAdd(odd_sum.im, diagonal, even_sum.im)};
  x[3] = {hn::MulAdd(odd_difference.im, diagonal, even_difference.re),
          hn::NegMulAdd(odd_difference.re, diagonal, even_difference.im)};
  x[5] = {hn::NegMulAdd(odd_sum.re, diagonal, even_sum.re),
          hn::NegMulAdd(odd_sum.im, diagonal, even_sum.im)};
  x[7] = {hn::NegMulAdd(odd_difference.im, diagonal, even_difference.re),
          hn::MulAdd(odd_difference.re, diagonal, even_difference.im)};
  for (int k = 0; k < 4; ++k) x[2 * k] = u[k];
}

// Transposes each 4 x 4 numbers: x[i] of four vectors gets lane i of each, side by side.
HWY_INLINE void transpose_fours(Vector (&x)[4]) {
  const Floats d;
  const hn::Repartition<double, Floats> pairs;
  const auto low01 = hn::BitCast(pairs, hn::InterleaveLower(d, x[0], x[1]));
  const auto low23 = hn::BitCast(pairs, hn::InterleaveLower(d, x[2], x[3]));
  const auto high01 = hn::BitCast(pairs, hn::InterleaveUpper(d, x[0], x[1]));
  const auto high23 = hn::BitCast(pairs, hn::InterleaveUpper(d, x[2], x[3]));
  x[0] = hn::BitCast(d, hn::InterleaveLower(pairs, low01, low23));
  x[1] = hn::BitCast(d, hn::InterleaveUpper(pairs, low01, low23));
  x[2] = hn::BitCast(d, hn::InterleaveLower(pairs, high01, high23));
  x[3] = hn::BitCast(d, hn::InterleaveUpper(pairs, high01, high23));
}

// Lane i is from[i % 4].
HWY_INLINE Vector load_repeated(const float* from) {
  return hn::LoadDup128(Floats(), from);
}

// Four vectors whose each four lanes are one block: writes the 16 numbers of a block side by side
// (four of each vector), block after block with room for one between them.
HWY_INLINE void store_fours(Vector a, Vector b, Vector c, Vector e, float* HWY_RESTRICT to) {
  const Floats d;
  if constexpr (lanes == 16) {
    const Vector ac_low = hn::ConcatLowerLower(d, c, a), be_low = hn::ConcatLowerLower(d, e, b);
    const Vector ac_high = hn::ConcatUpperUpper(d, c, a), be_high = hn::ConcatUpperUpper(d, e, b);
    hn::Store(hn::OddEvenBlocks(hn::SwapAdjacentBlocks(be_low), ac_low), d, to);
    hn::Store(hn::OddEvenBlocks(be_low, hn::SwapAdjacentBlocks(ac_low)), d, to + 32);
    hn::Store(hn::OddEvenBlocks(hn::SwapAdjacentBlocks(be_high), ac_high), d, to + 64);
    hn::Store(hn::OddEvenBlocks(be_high, hn::SwapAdjacentBlocks(ac_high)), d, to + 96);
  } else if constexpr (lanes == 8) {
    hn::Store(hn::ConcatLowerLower(d, b, a), d, to);
    hn::Store(hn::ConcatLowerLower(d, e, c), d, to + 8);
    hn::Store(hn::ConcatUpperUpper(d, b, a), d, to + 32);
    hn::Store(hn::ConcatUpperUpper(d, e, c), d, to + 40);
  } else {
    hn::Store(a, d, to);
    hn::Store(b, d, to + 4);
    hn::Store(c, d, to + 8);
    hn::Store(e, d, to + 12);
  }
}

}  // namespace timbre::features::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
