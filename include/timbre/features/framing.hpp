#pragma once

#include <cstdint>

#include "timbre/core/host_device.hpp"
#include "timbre/core/sample_step.hpp"
#include "timbre/features/kinds.hpp"

namespace timbre::features {

/// Samples that centring puts before a signal (and after it) for frames of `frame_length`
/// samples.
TIMBRE_HOST_DEVICE constexpr int centre_padding(int frame_length, PadMode pad) {
  return pad == PadMode::none ? 0 : frame_length / 2;
}

/// Frames of a signal of `samples`. Centred: 1 + samples / hop. Else as many as fit. A signal
/// without samples has none.
TIMBRE_HOST_DEVICE constexpr std::int64_t frames_of(std::int64_t samples, int frame_length, int hop,
                                                    PadMode pad) {
  const std::int64_t padded = samples + 2 * std::int64_t{centre_padding(frame_length, pad)};
  return samples <= 0 || padded < frame_length ? 0 : 1 + (padded - frame_length) / hop;
}

/// Where frame `frame` starts in its signal; negative while it reaches into the padding.
TIMBRE_HOST_DEVICE constexpr std::int64_t frame_start(std::int64_t frame, int frame_length, int hop,
                                                      PadMode pad) {
  return frame * hop - centre_padding(frame_length, pad);
}

/// The sample that stands for `position` of a signal of `length` >= 1 samples, or -1 for a zero.
/// Inside it is `position` itself. A reflection longer than the signal goes back and forth, as in
/// numpy.pad; one sample is repeated.
TIMBRE_HOST_DEVICE constexpr std::int64_t padded_index(std::int64_t position, std::int64_t length,
                                                       PadMode pad) {
  if (position >= 0 && position < length) return position;
  if (pad == PadMode::edge || length == 1) {
    return pad == PadMode::constant ? -1 : (position < 0 ? 0 : length - 1);
  }
  if (pad != PadMode::reflect) return -1;
  const std::int64_t period = 2 * (length - 1);
  std::int64_t distance = position < 0 ? -position : position;
  if (distance >= period) distance %= period;
  return distance < length ? distance : period - distance;
}

}  // namespace timbre::features
