#pragma once

#include "timbre/core/host_device.hpp"

namespace timbre::cuda {

/// Blocks that share `pieces` evenly, none of them with more than `at_once`.
TIMBRE_HOST_DEVICE constexpr int blocks_of(int pieces, int at_once) {
  return (pieces + at_once - 1) / at_once;
}

}  // namespace timbre::cuda
