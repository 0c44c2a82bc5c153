#include "features/fft_cpu.hpp"

#include <cstddef>
#include <cstdint>
#include <numbers>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "features/fft_cpu.cpp"
#include <hwy/foreach_target.h>
// clang-format off: this header must come after the one above
#include <hwy/highway.h>
// clang-format on

#include "features/fft_butterflies-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace timbre::features::HWY_NAMESPACE {

// Real and imaginary parts of an array of complex numbers.
struct Split {
  float* HWY_RESTRICT re;
  float* HWY_RESTRICT im;
};

HWY_INLINE Complex load(Split from, Index index) {
  const Floats d;
  return {hn::Load(d, from.re + index), hn::Load(d, from.im + index)};
}

HWY_INLINE void store(const Complex& value, Split to, Index index) {
  const Floats d;
  hn::Store(value.re, d, to.re + index);
  hn::Store(value.im, d, to.im + index);
}

// Pass 1: stride 1. Half of a vector's lanes are real, the others imaginary, until the four outputs
// of each block come to stand side by side.
template <int Points>
HWY_INLINE void first_pass(const FftTables& tables, const float* HWY_RESTRICT frame, Split to) {
  const Floats d;
  const float* HWY_RESTRICT window = tables.window.data();
  const float* HWY_RESTRICT factor_re = tables.first_re.data();
  const float* HWY_RESTRICT factor_im = tables.first_im.data();
  for (Index block = 0; block < Points / 4; block += lanes / 2) {
    Vector x[4];
    for (int k = 0; k < 4; ++k) {
      const Index sample = 2 * block + k * (Points / 2);
      x[k] = hn::Mul(hn::LoadU(d, frame + sample), hn::Load(d, window + sample));
    }
    dft_interleaved(x);
    transpose_fours(x);
    const Index even = 4 * (block - block % 8) + 2 * (block % 8), odd = even + 16;
    store(
        Complex{x[0], x[1]} * Complex{hn::Load(d, factor_re + even), hn::Load(d, factor_im + even)},
        to, even);
    store(Complex{x[2], x[3]} * Complex{hn::Load(d, factor_re + odd), hn::Load(d, factor_im + odd)},
          to, odd);
  }
}

// Pass 2: stride 4, so that each four lanes are one block.
template <int Points>
HWY_INLINE void second_pass(const FftTables& tables, Split from, Split to) {
  constexpr Index quarter = Points / 4, blocks = Points / 16;
  const float* HWY_RESTRICT factor_re = tables.second_re.data();
  const float* HWY_RESTRICT factor_im = tables.second_im.data();
  for (Index place = 0; place < blocks; place += lanes / 4) {
    Complex x[4];
    for (int k = 0; k < 4; ++k) x[k] = load(from, 4 * place + k * quarter);
    dft(x);
    for (int k = 1; k < 4; ++k) {
      const Index factor = (k - 1) * blocks + place;
      x[k] = x[k] * Complex{load_each_four(factor_re + factor), load_each_four(factor_im + factor)};
    }
    const Index target = 16 * block_at(static_cast<int>(place));
    store_fours(x[0].re, x[1].re, x[2].re, x[3].re, to.re + target);
    store_fours(x[0].im, x[1].im, x[2].im, x[3].im, to.im + target);
  }
}

// Later passes: the stride is 16 or more, so that all lanes are of one block. The factors of the
// last pass are all 1.
template <int Points, int Stride>
HWY_INLINE void later_pass(const FftTables& tables, Split from, Split to) {
  constexpr int radix = fft_radix(Points, Stride);
  constexpr Index part = Points / radix, blocks = part / Stride;
  const Floats d;
  const float* HWY_RESTRICT factors = tables.later.data() + later_factors(Points, Stride);
  for (Index block = 0; block < blocks; ++block) {
    for (Index lane = 0; lane < Stride; lane += lanes) {
      Complex x[radix];
      for (int k = 0; k < radix; ++k) x[k] = load(from, block * Stride + lane + k * part);
      dft(x);
      for (int k = 0; k < radix; ++k) {
        if (blocks > 1 && k > 0) {
          x[k] = x[k] * Complex{hn::Set(d, factors[(2 * k - 2) * blocks + block]),
                                hn::Set(d, factors[(2 * k - 1) * blocks + block])};
        }
        store(x[k], to, (radix * block + k) * Stride + lane);
      }
    }
  }
}

// All later passes; returns where the last one wrote.
template <int Points, int Stride>
HWY_INLINE Split later_passes(const FftTables& tables, Split from, Split to) {
  if constexpr (Stride == Points) {
    return from;
  } else {
    later_pass<Points, Stride>(tables, from, to);
    return later_passes<Points, Stride * fft_radix(Points, Stride)>(tables, to, from);
  }
}

// The two real transforms of even and odd samples lie in Z: with C = conj Z[points - k],
// X[k] = (Z + C) / 2 + w (Z - C) / 2 and X[points - k] is the conjugate of the same with a minus.
// The halves stand in the window, -i in the factor w.
template <int Points>
HWY_INLINE void untangle(const FftTables& tables, Split from, float* HWY_RESTRICT power) {
  constexpr Index half = Points / 2;
  const Floats d;
  const float* HWY_RESTRICT factor_re = tables.untangle_re.data();
  const float* HWY_RESTRICT factor_im = tables.untangle_im.data();
  from.re[Points] = from.re[0];
  from.im[Points] = from.im[0];
  for (Index bin = 0; bin < half; bin += lanes) {
    const Index mirror = Points - bin - (lanes - 1);
    const Complex z = load(from, bin);
    const Vector c_re = hn::Reverse(d, hn::LoadU(d, from.re + mirror));
    const Vector c_im = hn::Reverse(d, hn::LoadU(d, from.im + mirror));
    const Complex sum{hn::Add(z.re, c_re), hn::Sub(z.im, c_im)};
    const Complex difference{hn::Sub(z.re, c_re), hn::Add(z.im, c_im)};
    const Complex turned =
        difference * Complex{hn::Load(d, factor_re + bin), hn::Load(d, factor_im + bin)};
    hn::Store(norm(sum + turned), d, power + bin);
    hn::StoreU(hn::Reverse(d, norm(sum - turned)), d, power + mirror);
  }
  // The middle bin is its own mirror: X = conj Z, of which the window took one half.
  power[half] = 4.0f * (from.re[half] * from.re[half] + from.im[half] * from.im[half]);
  for (Index bin = Points + 1; bin < Points + longest_vector; ++bin) power[bin] = 0.0f;
}

template <int Points>
HWY_INLINE void transform(const FftTables& tables, const float* frame, float* power,
                          float* scratch) {
  constexpr std::size_t part = fft_scratch_size(2 * Points) / 4;
  const Split first{scratch, scratch + part}, second{scratch + 2 * part, scratch + 3 * part};
  first_pass<Points>(tables, frame, first);
  second_pass<Points>(tables, first, second);
  untangle<Points>(tables, later_passes<Points, 16>(tables, second, first), power);
}

void transform_frame(const FftTables& tables, const float* frame, float* power, float* scratch) {
  switch (tables.points) {
    case 128:
      return transform<128>(tables, frame, power, scratch);
    case 256:
      return transform<256>(tables, frame, power, scratch);
    case 512:
      return transform<512>(tables, frame, power, scratch);
    case 1024:
      return transform<1024>(tables, frame, power, scratch);
    case 2048:
      return transform<2048>(tables, frame, power, scratch);
  }
}

}  // namespace timbre::features::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace timbre::features {

HWY_EXPORT(transform_frame);

void power_spectrum(const FftTables& tables, const float* frame, float* power, float* scratch) {
  HWY_DYNAMIC_DISPATCH(transform_frame)(tables, frame, power, scratch);
}

}  // namespace timbre::features
#endif
