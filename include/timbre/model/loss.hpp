#pragma once

#include <cmath>
#include <cstdint>

#include "timbre/core/host_device.hpp"

namespace timbre::model {

/// What a network ends with, which settles its probabilities and its loss.
enum class LossKind {
  softmax,  ///< over the classes; categorical cross-entropy
  sigmoid,  ///< of each class; categorical cross-entropy of the sigmoids divided by their sum
  sigmoid_of_logits,  ///< of each class; categorical cross-entropy of a softmax of the same logits
  binary,  ///< of one value, the probability of the second of two classes; binary cross-entropy
};

/// The labels of an example: one, or of a mixed example two with shares that sum to 1.
struct Label {
  std::int32_t first = 0;
  std::int32_t second = 0;
  double share = 1.0;  ///< of the first

  /// Of label `k`.
  TIMBRE_HOST_DEVICE double share_of(std::int64_t k) const {
    return (k == first ? share : 0.0) + (k == second ? 1.0 - share : 0.0);
  }
  /// The one that a right guess names.
  TIMBRE_HOST_DEVICE std::int32_t greater() const { return share >= 0.5 ? first : second; }
};

/// The label of a batch's row. Both pointers behind the first are null where nothing is mixed.
TIMBRE_HOST_DEVICE inline Label label_of(const std::int32_t* target,
                                         const std::int32_t* second_target,
                                         const float* target_share, std::int64_t row) {
  if (second_target == nullptr) return {target[row], target[row], 1.0};
  return {target[row], second_target[row], target_share[row]};
}

/// What a class's probability should be: the label's share, of which label smoothing spreads a part
/// over all classes.
template <typename Real>
TIMBRE_HOST_DEVICE Real smoothed_target(Real share, Real smoothing, int classes) {
  return share * (Real{1} - smoothing) + smoothing / static_cast<Real>(classes);
}

/// A probability brought into [clip, 1 - clip].
template <typename Real>
TIMBRE_HOST_DEVICE Real clipped(Real probability, Real clip) {
  const Real highest = Real{1} - clip;
  const Real raised = probability < clip ? clip : probability;
  return raised > highest ? highest : raised;
}

/// Categorical cross-entropy on probabilities as Keras computes it (keras/backend,
/// categorical_crossentropy): -log of a class's probability clipped to [clip, 1 - clip], of which
/// the loss is the sum over the classes times their targets.
template <typename Real>
TIMBRE_HOST_DEVICE Real clipped_cross_entropy(Real probability, Real clip) {
  return -std::log(clipped(probability, clip));
}

/// The same of a softmax by its logit, without a clip, as TensorFlow's
/// softmax_cross_entropy_with_logits. `log_sum` is the logarithm of the sum of exp(logit).
template <typename Real>
TIMBRE_HOST_DEVICE Real logit_cross_entropy(Real logit, Real log_sum) {
  return log_sum - logit;
}

/// Whether the loss has a gradient: a clipped probability has none.
template <typename Real>
TIMBRE_HOST_DEVICE bool cross_entropy_passes(Real probability, Real clip) {
  return !(probability < clip) && !(probability > Real{1} - clip);
}

/// Gradients smaller than this become zero: further back they would become denormal numbers, and
/// the target's is at least the clip beside them.
template <typename Real>
TIMBRE_HOST_DEVICE Real without_dust(Real gradient) {
  return std::fabs(gradient) < Real{1e-30} ? Real{0} : gradient;
}

/// dloss/dlogit of one class for a softmax followed by the clipped cross-entropy. `passing` is the
/// class's target where its probability passes the clip, else 0; `mass` the sum of all passing.
template <typename Real>
TIMBRE_HOST_DEVICE Real logit_gradient(Real probability, Real passing, Real mass) {
  return without_dust(probability * mass - passing);
}

/// 1 / (1 + exp(-x)), exact far out on both sides.
template <typename Real>
TIMBRE_HOST_DEVICE Real sigmoid(Real x) {
  if (x >= Real{0}) return Real{1} / (Real{1} + std::exp(-x));
  const Real power = std::exp(x);
  return power / (Real{1} + power);
}

/// dloss/dlogit of one class for sigmoids that are divided by their sum: with q the sigmoid,
/// p = q / sum q and d p_k / d q_j = (delta_kj - p_k) / sum q. `complement` is 1 - q.
template <typename Real>
TIMBRE_HOST_DEVICE Real normalised_logit_gradient(Real share, Real complement, Real passing,
                                                  Real mass) {
  return without_dust(complement * (share * mass - passing));
}

/// Binary cross-entropy as Keras computes it on probabilities (keras/backend, binary_crossentropy):
/// the clip is a floor of the probability and once more a summand under each logarithm.
template <typename Real>
TIMBRE_HOST_DEVICE Real binary_cross_entropy(Real probability, Real target, Real clip) {
  const Real p = clipped(probability, clip);
  return -(target * std::log(p + clip) + (Real{1} - target) * std::log(Real{1} - p + clip));
}

/// Its gradient by the logit.
template <typename Real>
TIMBRE_HOST_DEVICE Real binary_logit_gradient(Real probability, Real complement, Real target,
                                              Real clip) {
  if (!cross_entropy_passes(probability, clip)) return Real{0};
  const Real rise = (Real{1} - target) / (complement + clip) - target / (probability + clip);
  return without_dust(probability * complement * rise);
}

}  // namespace timbre::model
