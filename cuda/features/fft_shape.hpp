#pragma once

#include "timbre/core/host_device.hpp"

namespace timbre::cuda::features {

/// A transform of `points` complex numbers (half as many as samples), in place and decimated in
/// frequency, in three passes of radix first, second and third: points = first second third. A
/// frame belongs to `lanes` neighbours of one warp, so that no pass waits for another warp.
///
/// Frequency k = k1 + first (k2 + second k3) ends at k1 (second third) + k2 third + k3: the third
/// pass computes one (k1, k2) in each butterfly. What untangles two frequencies needs k and
/// points - k, whose butterflies mirror each other; a lane computes both and keeps them in
/// registers.
struct FftShape {
  int points = 0;
  int first = 0;
  int second = 0;
  int third = 0;
  int lanes = 0;

  TIMBRE_HOST_DEVICE constexpr int block() const { return second * third; }  ///< of the first pass
  TIMBRE_HOST_DEVICE constexpr int columns() const { return first * second; }
  /// Pairs of butterflies in the third pass.
  TIMBRE_HOST_DEVICE constexpr int pairs() const { return columns() / 2; }

  /// The smaller frequency of a pair's first butterfly. Neighbouring pairs differ in k2, so that
  /// they lie in different banks; the first row holds half of row 0 and half of row first / 2,
  /// which mirror themselves.
  TIMBRE_HOST_DEVICE constexpr int frequency(int pair) const {
    const int k1 = pair / second, k2 = pair % second;
    const bool own_mirror = k1 == 0 && 2 * k2 >= second;
    return own_mirror ? first / 2 + first * (k2 - second / 2) : k1 + first * k2;
  }
  /// The same of its second butterfly. Frequencies 0 and columns / 2 mirror themselves and make one
  /// pair.
  TIMBRE_HOST_DEVICE constexpr int mirror(int frequency) const {
    return frequency == 0 ? columns() / 2 : columns() - frequency;
  }
  /// Where the butterfly of a frequency below columns() lies.
  TIMBRE_HOST_DEVICE constexpr int place(int frequency) const {
    return frequency % first * block() + frequency / first * third;
  }
};

TIMBRE_HOST_DEVICE constexpr FftShape fft_shape(int points) {
  switch (points) {
    case 128:
      return {points, 8, 4, 4, 16};
    case 256:
      return {points, 16, 4, 4, 16};
    case 512:
      return {points, 16, 8, 4, 32};
    case 1024:
      return {points, 16, 16, 4, 32};
    default:
      return {points, 16, 16, 8, 32};
  }
}

/// Where complex number `index` of a frame lies in shared memory. One in 17 places stays free, so
/// that the strides of all passes meet different banks. Blocks are multiples of 16 and the radix of
/// the third pass divides 16, so spread(a + b) is spread(a) + spread(b) for a pass's strides.
TIMBRE_HOST_DEVICE constexpr int spread(int index) {
  return index + index / 16;
}

/// The same for the powers, which take the frame's place: four free ones behind each 16 keep fours
/// aligned to 16 bytes.
TIMBRE_HOST_DEVICE constexpr int spread_power(int bin) {
  return bin + bin / 16 * 4;
}

/// Complex numbers from one frame to the next: two more than a multiple of 16, so that the same bin
/// of eight frames fills all banks.
TIMBRE_HOST_DEVICE constexpr int frame_pitch(int points) {
  return (spread(points) + 15) / 16 * 16 + 2;
}

}  // namespace timbre::cuda::features
