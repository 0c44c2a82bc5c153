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
  float* re;
  float* im;
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

// The first four of the sixteen points of half as many blocks as there are lanes: half of a
// vector's lanes are real, the others imaginary, until the four outputs of each block come to stand
// side by side. Gives the even blocks and the odd ones.
template <int Points>
HWY_INLINE void four_points(const float* HWY_RESTRICT frame, const float* HWY_RESTRICT window,
                            Complex& even, Complex& odd) {
  const Floats d;
  Vector x[4];
  for (int k = 0; k < 4; ++k) {
    const Index sample = k * (Points / 2);
    x[k] = hn::Mul(hn::LoadU(d, frame + sample), hn::Load(d, window + sample));
  }
  dft_interleaved(x);
  transpose_fours(x);
  even = {x[0], x[1]};
  odd = {x[2], x[3]};
}

// The rest of the transform of sixteen points, of which each four lanes hold the outputs of the
// first four transforms of one block.
template <int Points>
HWY_INLINE void sixteen_points(const FftTables& tables, Complex (&x)[4], Index place, Split to) {
  const Floats d;
  for (int k = 1; k < 4; ++k) {
    x[k] = x[k] * Complex{load_repeated(&tables.sixteenths_re[4 * k]),
                          load_repeated(&tables.sixteenths_im[4 * k])};
  }
  dft(x);
  for (int k = 0; k < 4; ++k) {
    const Index factor = k * (Points / 4) + 4 * place;
    x[k] = x[k] * Complex{hn::Load(d, tables.first_re.data() + factor),
                          hn::Load(d, tables.first_im.data() + factor)};
  }
  const Index target = 16 * block_at(static_cast<int>(place));
  store_fours(x[0].re, x[1].re, x[2].re, x[3].re, to.re + target);
  store_fours(x[0].im, x[1].im, x[2].im, x[3].im, to.im + target);
}

// Pass 1: radix 16 at stride 1, as two times radix 4.
template <int Points>
HWY_INLINE void first_pass(const FftTables& tables, const float* HWY_RESTRICT frame, Split to) {
  const float* HWY_RESTRICT window = tables.window.data();
  for (Index block = 0; block < Points / 16; block += lanes / 2) {
    Complex even[4], odd[4];
    for (int k = 0; k < 4; ++k) {
      const Index sample = 2 * block + k * (Points / 8);
      four_points<Points>(frame + sample, window + sample, even[k], odd[k]);
    }
    sixteen_points<Points>(tables, even, even_place(block), to);
    sixteen_points<Points>(tables, odd, even_place(block) + 4, to);
  }
}

// Later passes: the stride is 16 or more, so that all lanes are of one block. The last pass has one
// block; its factors are all 1, and it may work in place.
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

// All later passes, by turns from one array to the other; returns where the last one wrote.
template <int Points, int Stride>
HWY_INLINE Split later_passes(const FftTables& tables, Split from, Split to) {
  constexpr int next_stride = Stride * fft_radix(Points, Stride);
  if constexpr (next_stride == Points) {
    later_pass<Points, Stride>(tables, from, from);
    return from;
  } else {
    later_pass<Points, Stride>(tables, from, to);
    return later_passes<Points, next_stride>(tables, to, from);
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

// Returns the powers. They take the place of the array that the last pass did not use.
template <int Points>
HWY_INLINE const float* transform(const FftTables& tables, const float* frame, float* scratch) {
  constexpr std::size_t part = fft_scratch_size(2 * Points) / 4;
  const Split first{scratch, scratch + part}, second{scratch + 2 * part, scratch + 3 * part};
  first_pass<Points>(tables, frame, first);
  const Split spectrum = later_passes<Points, 16>(tables, first, second);
  float* power = spectrum.re == first.re ? second.re : first.re;
  untangle<Points>(tables, spectrum, power);
  return power;
}

const float* transform_frame(const FftTables& tables, const float* frame, float* scratch) {
  switch (tables.points) {
    case 128:
      return transform<128>(tables, frame, scratch);
    case 256:
      return transform<256>(tables, frame, scratch);
    case 512:
      return transform<512>(tables, frame, scratch);
    case 1024:
      return transform<1024>(tables, frame, scratch);
    default:
      return transform<2048>(tables, frame, scratch);
  }
}

}  // namespace timbre::features::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace timbre::features {

HWY_EXPORT(transform_frame);

const float* power_spectrum(const FftTables& tables, const float* frame, float* scratch) {
  return HWY_DYNAMIC_DISPATCH(transform_frame)(tables, frame, scratch);
}

}  // namespace timbre::features
#endif
