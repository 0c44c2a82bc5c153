#pragma once

#include <cmath>

#include "timbre/core/host_device.hpp"
#include "timbre/model/loss.hpp"
#include "timbre/model/options.hpp"

namespace timbre::model {

/// tanh or sigmoid of `value`.
TIMBRE_HOST_DEVICE inline float activated(Activation function, float value) {
  return function == Activation::tanh ? std::tanh(value) : sigmoid(value);
}

/// The slope of tanh or of the sigmoid where its value is `value`.
TIMBRE_HOST_DEVICE constexpr float slope_at(Activation function, float value) {
  return function == Activation::tanh ? 1.0f - value * value : value * (1.0f - value);
}

}  // namespace timbre::model
