#pragma once

#include "timbre/core/host_device.hpp"
#include "timbre/model/options.hpp"

namespace timbre::model {

/// The constants of one update.
struct SgdStep {
  float rate;
  float momentum;
  bool nesterov;

  static SgdStep at(const OptimiserOptions& options, double learning_rate) {
    return {static_cast<float>(learning_rate), static_cast<float>(options.momentum),
            options.nesterov};
  }
};

/// Updates one parameter and its velocity; see OptimiserKind::sgd for the formula.
TIMBRE_HOST_DEVICE inline void sgd_update(const SgdStep& step, float gradient, float& value,
                                          float& velocity) {
  const float pull = step.rate * gradient;
  velocity = step.momentum * velocity - pull;
  value += step.nesterov ? step.momentum * velocity - pull : velocity;
}

}  // namespace timbre::model
