#pragma once

#include <cstddef>

#include "features/aligned_floats.hpp"
#include "timbre/features/fft.hpp"

namespace timbre::features {

/// The passes of a transform of `points` complex numbers. A pass of some radix at some stride takes
/// points / (radix * stride) blocks, each of `stride` neighbours; the next stride is radix *
/// stride. Radix 16 puts 16 neighbours side by side, enough for every vector. Then comes radix 8,
/// which goes less often through memory, and radix 4 where 8 does not divide what is left.
constexpr int fft_radix(int points, int stride) {
  const int rest = points / stride;
  if (stride == 1) return 16;
  return rest == 8 || rest == 64 ? 8 : 4;
}

/// Where the factors of the pass at `stride` >= 16 start in FftTables::later.
constexpr std::size_t later_factors(int points, int stride) {
  std::size_t place = 0;
  for (int before = 16; before < stride; before *= fft_radix(points, before)) {
    const int radix = fft_radix(points, before);
    place += std::size_t{2} * (radix - 1) * (points / (radix * before));
  }
  return place;
}

/// The first pass takes its blocks in an order that costs no shuffles: in each eight first the
/// even, then the odd ones. This is the block in place `place`.
constexpr int block_at(int place) {
  const int in_eight = place % 8;
  return place - in_eight + 2 * (in_eight % 4) + in_eight / 4;
}

/// The place of `block`, an even one, before which its eight has `block` % 8 / 2 even ones.
constexpr std::ptrdiff_t even_place(std::ptrdiff_t block) {
  return block - block % 8 / 2;
}

/// What the transform of `n_fft` real samples needs. Computed in double, rounded once.
struct FftTables {
  int points = 0;                              ///< n_fft / 2
  AlignedFloats window;                        ///< see halved_window
  AlignedFloats sixteenths_re, sixteenths_im;  ///< exp(-2 pi i row column / 16): [4][4]
  AlignedFloats first_re, first_im;            ///< of outputs row + 4 column: [row][place][column]
  AlignedFloats later;                         ///< for each stride: [output 1 ...][re, im][block]
  AlignedFloats untangle_re, untangle_im;      ///< -i exp(-2 pi i k / n_fft) for k < points / 2
};

FftTables fft_tables(const StftOptions& stft);

}  // namespace timbre::features
