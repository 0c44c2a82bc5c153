#pragma once

#include <cmath>

#include "timbre/core/host_device.hpp"

namespace timbre::model {

/// Categorical cross-entropy on probabilities as Keras computes it (keras/backend,
/// categorical_crossentropy): -log of the target's probability clipped to [clip, 1 - clip].
template <typename Real>
TIMBRE_HOST_DEVICE Real clipped_cross_entropy(Real probability, Real clip) {
  const Real highest = Real{1} - clip;
  const Real raised = probability < clip ? clip : probability;
  return -std::log(raised > highest ? highest : raised);
}

/// Whether the loss has a gradient: a clipped probability has none.
template <typename Real>
TIMBRE_HOST_DEVICE bool cross_entropy_passes(Real target_probability, Real clip) {
  return !(target_probability < clip) && !(target_probability > Real{1} - clip);
}

/// dloss/dlogit of one class for a softmax followed by the clipped cross-entropy:
/// p - 1 for the target, p for the others, 0 where the loss was clipped. Below 1e-30 it is 0 too:
/// the target's is at least the clip beside it, and further back it would become denormal numbers.
template <typename Real>
TIMBRE_HOST_DEVICE Real logit_gradient(Real probability, bool is_target, bool passes) {
  if (!passes) return Real{0};
  if (is_target) return probability - Real{1};
  return probability < Real{1e-30} ? Real{0} : probability;
}

}  // namespace timbre::model
