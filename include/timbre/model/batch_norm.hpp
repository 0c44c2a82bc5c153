#pragma once

#include <cmath>
#include <cstdint>

#include "timbre/core/host_device.hpp"

namespace timbre::model {

/// 1 / sqrt(variance + epsilon).
TIMBRE_HOST_DEVICE inline double inverse_deviation(double variance, double epsilon) {
  return 1.0 / std::sqrt(variance + epsilon);
}

/// The new running statistic. Variances go in unbiased, as Keras's fused layer and PyTorch have it.
TIMBRE_HOST_DEVICE constexpr double followed(double running, double batch, double share) {
  return running + share * (batch - running);
}

/// N / (N - 1), for the unbiased variance of `count` values; 1 for a single one.
TIMBRE_HOST_DEVICE constexpr double bessel_correction(std::int64_t count) {
  return count > 1 ? static_cast<double>(count) / static_cast<double>(count - 1) : 1.0;
}

/// Share of a batch of `rows` examples in the mean over all examples of a pass, after `before`.
TIMBRE_HOST_DEVICE constexpr double cumulative_share(std::int64_t before, std::int64_t rows) {
  return static_cast<double>(rows) / static_cast<double>(before + rows);
}

/// The normalised value, scaled and shifted.
TIMBRE_HOST_DEVICE constexpr float normalised(float value, float mean, float inverse, float gamma,
                                              float beta) {
  return (value - mean) * inverse * gamma + beta;
}

/// dL/dvalue: factor = gamma inverse; the two means are those of the output gradients and of
/// their products with the normalised values (Ioffe and Szegedy, 2015); 0 with running statistics.
TIMBRE_HOST_DEVICE constexpr float normalised_gradient(float gradient, float standardised,
                                                       float factor, float gradient_mean,
                                                       float product_mean) {
  return factor * (gradient - gradient_mean - standardised * product_mean);
}

}  // namespace timbre::model
