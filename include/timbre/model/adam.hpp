#pragma once

#include <cmath>
#include <cstdint>

#include "timbre/core/host_device.hpp"
#include "timbre/model/options.hpp"

namespace timbre::model {

/// The constants of one update, settled in double on the host.
struct AdamStep {
  float rate;     ///< learning_rate sqrt(1 - beta2^t) / (1 - beta1^t)
  float epsilon;  ///< of adamw times sqrt(1 - beta2^t)
  float keep;     ///< 1 - learning_rate weight_decay
  float beta1, one_minus_beta1;
  float beta2, one_minus_beta2;

  /// `update` is t = 1, 2, ...
  static AdamStep at(const OptimiserOptions& options, double learning_rate, std::int64_t update) {
    const double t = static_cast<double>(update);
    const double root = std::sqrt(1.0 - std::pow(options.beta2, t));
    const double correction = root / (1.0 - std::pow(options.beta1, t));
    const bool decoupled = options.kind == OptimiserKind::adamw;
    const double epsilon = decoupled ? options.epsilon * root : options.epsilon;
    const double decay = decoupled ? learning_rate * options.weight_decay : 0.0;
    return {static_cast<float>(learning_rate * correction),
            static_cast<float>(epsilon),
            static_cast<float>(1.0 - decay),
            static_cast<float>(options.beta1),
            static_cast<float>(1.0 - options.beta1),
            static_cast<float>(options.beta2),
            static_cast<float>(1.0 - options.beta2)};
  }
};

/// Moments smaller than this become zero. Where a gradient stays zero they would decay into
/// denormal numbers, which take many a processor a hundred times as long; they move nothing any
/// more.
inline constexpr float smallest_moment = 1e-36f;

/// Updates one parameter and its moments; see OptimiserKind for the formulas.
TIMBRE_HOST_DEVICE inline void adam_update(const AdamStep& step, float gradient, float& value,
                                           float& first_moment, float& second_moment) {
  first_moment = step.beta1 * first_moment + step.one_minus_beta1 * gradient;
  second_moment = step.beta2 * second_moment + step.one_minus_beta2 * gradient * gradient;
  if (std::fabs(first_moment) < smallest_moment) first_moment = 0.0f;
  if (second_moment < smallest_moment) second_moment = 0.0f;
  value = step.keep * value - step.rate * first_moment / (std::sqrt(second_moment) + step.epsilon);
}

}  // namespace timbre::model
