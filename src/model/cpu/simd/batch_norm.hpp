#pragma once

#include <cstdint>

namespace timbre::model::cpu::simd {

/// Values [pixels, channels] and, each [channels], what normalises them.
struct NormalisedPixels {
  std::int64_t pixels = 0;
  std::int64_t channels = 0;
  const float* input = nullptr;
  const float* mean = nullptr;
  const float* inverse = nullptr;  ///< 1 / deviation
};

/// sums[c] += sum of channel c over the pixels. Short runs are summed in float, those in double.
void add_channel_sums(std::int64_t pixels, std::int64_t channels, const float* input, double* sums);

/// sums[c] += sum over the pixels of (value - mean[c])^2.
void add_channel_squares(std::int64_t pixels, std::int64_t channels, const float* input,
                         const float* mean, double* sums);

/// The formula of model/batch_norm.hpp.
void normalise(const NormalisedPixels& values, const float* gamma, const float* beta,
               float* output);

/// Adds the sums over the pixels of the output's gradients, and of their products with the
/// normalised values.
void add_gradient_sums(const NormalisedPixels& values, const float* output_gradient,
                       double* gradient_sums, double* product_sums);

/// `factor`, `gradient_mean` and `product_mean` [channels], as model/batch_norm.hpp names them.
void normalised_gradients(const NormalisedPixels& values, const float* output_gradient,
                          const float* factor, const float* gradient_mean,
                          const float* product_mean, float* input_gradient);

}  // namespace timbre::model::cpu::simd
