// Plain loops along the channels, which the compiler vectorises for each target.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "model/cpu/simd/batch_norm.cpp"
#include "model/cpu/simd/targets.hpp"

#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "model/cpu/simd/batch_norm.hpp"
#include "timbre/model/batch_norm.hpp"

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace timbre::model::cpu::simd {
namespace HWY_NAMESPACE {

constexpr std::int64_t run = 32;    // pixels summed in float before they go into double
constexpr std::int64_t tile = 256;  // channels whose sums stay in the cache

// Calls add(offset of the pixel's first channel, channel, width, sums) for each pixel of each run
// and each tile of channels; adds the run's float sums to the double ones.
template <class Add>
HWY_INLINE void sum_in_runs(std::int64_t pixels, std::int64_t channels, double* HWY_RESTRICT sums,
                            const Add& add) {
  for (std::int64_t channel = 0; channel < channels; channel += tile) {
    const std::int64_t width = std::min(tile, channels - channel);
    for (std::int64_t begin = 0; begin < pixels; begin += run) {
      float partial[tile] = {};
      const std::int64_t end = std::min(begin + run, pixels);
      for (std::int64_t pixel = begin; pixel < end; ++pixel) {
        add(pixel * channels + channel, channel, width, partial);
      }
      for (std::int64_t i = 0; i < width; ++i) sums[channel + i] += partial[i];
    }
  }
}

HWY_ATTR void add_channel_sums(std::int64_t pixels, std::int64_t channels,
                               const float* HWY_RESTRICT input, double* HWY_RESTRICT sums) {
  sum_in_runs(pixels, channels, sums,
              [=](std::int64_t at, std::int64_t, std::int64_t width, float* partial) HWY_ATTR {
                for (std::int64_t i = 0; i < width; ++i) partial[i] += input[at + i];
              });
}

HWY_ATTR void add_channel_squares(std::int64_t pixels, std::int64_t channels,
                                  const float* HWY_RESTRICT input, const float* HWY_RESTRICT mean,
                                  double* HWY_RESTRICT sums) {
  sum_in_runs(pixels, channels, sums,
              [=](std::int64_t at, std::int64_t channel, std::int64_t width, float* partial)
                  HWY_ATTR {
                    for (std::int64_t i = 0; i < width; ++i) {
                      const float difference = input[at + i] - mean[channel + i];
                      partial[i] += difference * difference;
                    }
                  });
}

HWY_ATTR void normalise(const NormalisedPixels& values, const float* HWY_RESTRICT gamma,
                        const float* HWY_RESTRICT beta, float* HWY_RESTRICT output) {
  const auto [pixels, channels, input, mean, inverse] = values;
  for (std::int64_t pixel = 0; pixel < pixels; ++pixel) {
    const float* HWY_RESTRICT from = input + pixel * channels;
    float* HWY_RESTRICT to = output + pixel * channels;
    for (std::int64_t i = 0; i < channels; ++i) {
      to[i] = normalised(from[i], mean[i], inverse[i], gamma[i], beta[i]);
    }
  }
}

HWY_ATTR void add_gradient_sums(const NormalisedPixels& values,
                                const float* HWY_RESTRICT output_gradient,
                                double* HWY_RESTRICT gradient_sums,
                                double* HWY_RESTRICT product_sums) {
  const auto [pixels, channels, input, mean, inverse] = values;
  sum_in_runs(pixels, channels, gradient_sums,
              [=](std::int64_t at, std::int64_t, std::int64_t width, float* partial) HWY_ATTR {
                for (std::int64_t i = 0; i < width; ++i) partial[i] += output_gradient[at + i];
              });
  sum_in_runs(pixels, channels, product_sums,
              [=, x = input, m = mean, s = inverse](std::int64_t at, std::int64_t channel,
                                                    std::int64_t width, float* partial) HWY_ATTR {
                for (std::int64_t i = 0; i < width; ++i) {
                  partial[i] +=
                      output_gradient[at + i] * ((x[at + i] - m[channel + i]) * s[channel + i]);
                }
              });
}

HWY_ATTR void normalised_gradients(const NormalisedPixels& values,
                                   const float* HWY_RESTRICT output_gradient,
                                   const float* HWY_RESTRICT factor,
                                   const float* HWY_RESTRICT gradient_mean,
                                   const float* HWY_RESTRICT product_mean,
                                   float* HWY_RESTRICT input_gradient) {
  const auto [pixels, channels, input, mean, inverse] = values;
  for (std::int64_t pixel = 0; pixel < pixels; ++pixel) {
    const std::int64_t at = pixel * channels;
    for (std::int64_t i = 0; i < channels; ++i) {
      const float standardised = (input[at + i] - mean[i]) * inverse[i];
      input_gradient[at + i] = normalised_gradient(output_gradient[at + i], standardised, factor[i],
                                                   gradient_mean[i], product_mean[i]);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace timbre::model::cpu::simd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace timbre::model::cpu::simd {

HWY_EXPORT(add_channel_sums);
HWY_EXPORT(add_channel_squares);
HWY_EXPORT(normalise);
HWY_EXPORT(add_gradient_sums);
HWY_EXPORT(normalised_gradients);

void add_channel_sums(std::int64_t pixels, std::int64_t channels, const float* input,
                      double* sums) {
  HWY_DYNAMIC_DISPATCH(add_channel_sums)(pixels, channels, input, sums);
}

void add_channel_squares(std::int64_t pixels, std::int64_t channels, const float* input,
                         const float* mean, double* sums) {
  HWY_DYNAMIC_DISPATCH(add_channel_squares)(pixels, channels, input, mean, sums);
}

void normalise(const NormalisedPixels& values, const float* gamma, const float* beta,
               float* output) {
  HWY_DYNAMIC_DISPATCH(normalise)(values, gamma, beta, output);
}

void add_gradient_sums(const NormalisedPixels& values, const float* output_gradient,
                       double* gradient_sums, double* product_sums) {
  HWY_DYNAMIC_DISPATCH(add_gradient_sums)(values, output_gradient, gradient_sums, product_sums);
}

void normalised_gradients(const NormalisedPixels& values, const float* output_gradient,
                          const float* factor, const float* gradient_mean,
                          const float* product_mean, float* input_gradient) {
  HWY_DYNAMIC_DISPATCH(normalised_gradients)
  (values, output_gradient, factor, gradient_mean, product_mean, input_gradient);
}

}  // namespace timbre::model::cpu::simd
#endif
