#pragma once

#include "timbre/core/host_device.hpp"

namespace timbre::model {

/// Backward of relu, max pooling and dropout goes by one byte for each output: the number of the
/// input in its window (row-major) that the output depends on, or this where relu or dropout made
/// the output 0.
TIMBRE_HOST_DEVICE constexpr int nothing_passes(int pool) {
  return pool * pool;
}

/// Whether a window's maximum moves on from `value` to `next`: the first of the largest wins, and
/// NaN passes through, so that a diverged network shows.
TIMBRE_HOST_DEVICE constexpr bool becomes_maximum(float next, float value) {
  return next > value || next != next;
}

}  // namespace timbre::model
