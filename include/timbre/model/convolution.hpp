#pragma once

#include <algorithm>
#include <cstdint>

#include "timbre/model/options.hpp"

namespace timbre::model {

/// One side of a convolution's pictures: positions of its output, and zeros beyond both ends.
struct ConvolvedSide {
  std::int64_t output = 0;  ///< below 1 where the kernel does not fit
  std::int64_t before = 0;
  std::int64_t after = 0;
};

/// Of a side of `input` pixels. Padding 'same' is Keras's: the output is the input divided by the
/// stride, rounded up; the zeros are what the last position needs, the odd one at the end. Else
/// `pad` zeros stand at both ends and a last position that does not fit is left out, as PyTorch
/// has it.
constexpr ConvolvedSide convolved_side(std::int64_t input, std::int64_t kernel, std::int64_t stride,
                                       Padding padding, std::int64_t pad) {
  if (padding == Padding::valid) {
    const std::int64_t room = input + 2 * pad - kernel;
    return {room < 0 ? 0 : room / stride + 1, pad, pad};
  }
  const std::int64_t output = (input + stride - 1) / stride;
  const std::int64_t total = std::max<std::int64_t>(0, (output - 1) * stride + kernel - input);
  return {output, total / 2, total - total / 2};
}

}  // namespace timbre::model
