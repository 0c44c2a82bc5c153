#include "model/cpu/batch_norm.hpp"

#include <algorithm>

#include "model/cpu/parallel.hpp"
#include "model/cpu/simd/batch_norm.hpp"
#include "timbre/model/batch_norm.hpp"

namespace timbre::model::cpu {
namespace {

constexpr std::int64_t normalised_per_piece = 16384;

}  // namespace

BatchNorm::BatchNorm(const Block& block, const LayerOptions& layer,
                     const LayerParameters& parameters, const OpSettings& settings)
    : name_(block.name),
      parameters_(parameters),
      settings_(settings),
      epsilon_(layer.epsilon),
      share_(layer.statistics_share()),
      measures_(settings.mode == Mode::statistics || parameters.trainable()),
      channels_(block.input.back()),
      pixels_(element_count(block.input) / channels_),
      parts_(part_count(settings.batch)) {}

// Scratch holds the sums, those of the parts behind them, and in backward three factors of the
// channels.
Needs BatchNorm::needs() const {
  Needs needs;
  needs.saved = 2 * channels_ * sizeof(float);
  const std::size_t sums = 2 * (parts_ + 1) * channels_ * sizeof(double);
  if (measures_) needs.forward_scratch = sums;
  if (!settings_.backward) return needs;
  needs.input_in_backward = true;
  needs.backward_scratch = sums + 3 * channels_ * sizeof(float);
  return needs;
}

BatchNorm::Statistics BatchNorm::statistics(const Views& views) const {
  return {views.saved_as<float>(), views.saved_as<float>() + channels_};
}

template <typename Add>
void BatchNorm::sum_parts(std::int64_t rows, std::int64_t size, double* sums,
                          const Add& add) const {
  double* partial = sums + 2 * channels_;
  std::fill_n(sums, size, 0.0);
  std::fill_n(partial, parts_ * size, 0.0);
  parallel_for(parts_, [&](std::int64_t number) {
    const Part part = part_of(settings_.batch, parts_, number, rows);
    const std::int64_t first = part.begin * pixels_;
    add(first, part.end * pixels_ - first, partial + number * size);
  });
  for (std::int64_t part = 0; part < parts_; ++part) {
    for (std::int64_t i = 0; i < size; ++i) sums[i] += partial[part * size + i];
  }
}

void BatchNorm::measure(const Views& views, const StepContext& step) const {
  const auto [mean, inverse] = statistics(views);
  const std::int64_t count = step.rows * pixels_;
  double* sums = views.scratch_as<double>();
  const double share = settings_.mode == Mode::statistics
                           ? cumulative_share(step.totals->examples, step.rows)
                           : share_;
  const auto follow = [share](float& running, double value) {
    running = static_cast<float>(followed(running, value, share));
  };
  sum_parts(step.rows, channels_, sums, [&](std::int64_t first, std::int64_t pixels, double* sum) {
    simd::add_channel_sums(pixels, channels_, views.input + first * channels_, sum);
  });
  for (std::int64_t c = 0; c < channels_; ++c) {
    const double value = sums[c] / static_cast<double>(count);
    mean[c] = static_cast<float>(value);
    follow(parameters_.moving_mean[c], value);
  }
  sum_parts(step.rows, channels_, sums, [&](std::int64_t first, std::int64_t pixels, double* sum) {
    simd::add_channel_squares(pixels, channels_, views.input + first * channels_, mean, sum);
  });
  for (std::int64_t c = 0; c < channels_; ++c) {
    const double variance = sums[c] / static_cast<double>(count);
    inverse[c] = static_cast<float>(inverse_deviation(variance, epsilon_));
    follow(parameters_.moving_variance[c], variance * bessel_correction(count));
  }
}

void BatchNorm::take_running(const Views& views) const {
  const auto [mean, inverse] = statistics(views);
  for (std::int64_t c = 0; c < channels_; ++c) {
    mean[c] = parameters_.moving_mean[c];
    inverse[c] = static_cast<float>(inverse_deviation(parameters_.moving_variance[c], epsilon_));
  }
}

void BatchNorm::forward(const Views& views, const StepContext& step) {
  if (measures_) {
    measure(views, step);
  } else {
    take_running(views);
  }
  const auto [mean, inverse] = statistics(views);
  const std::int64_t grain = std::max<std::int64_t>(1, normalised_per_piece / channels_);
  parallel_ranges(step.rows * pixels_, grain, [&](std::int64_t begin, std::int64_t end) {
    simd::normalise({end - begin, channels_, views.input + begin * channels_, mean, inverse},
                    parameters_.kernel, parameters_.bias, views.output + begin * channels_);
  });
}

void BatchNorm::backward(const Views& views, const StepContext& step) {
  if (parameters_.trainable()) write_parameter_gradients(views, step);
  if (views.input_gradient) write_input_gradient(views, step);
}

// The sums over the batch are the gradients of beta and gamma.
void BatchNorm::write_parameter_gradients(const Views& views, const StepContext& step) const {
  const auto [mean, inverse] = statistics(views);
  double* sums = views.scratch_as<double>();
  sum_parts(
      step.rows, 2 * channels_, sums,
      [&, mean = mean, inverse = inverse](std::int64_t first, std::int64_t pixels, double* sum) {
        const std::int64_t at = first * channels_;
        simd::add_gradient_sums({pixels, channels_, views.input + at, mean, inverse},
                                views.output_gradient + at, sum, sum + channels_);
      });
  for (std::int64_t c = 0; c < channels_; ++c) {
    parameters_.bias_gradient[c] = static_cast<float>(sums[c]);
    parameters_.kernel_gradient[c] = static_cast<float>(sums[channels_ + c]);
  }
}

void BatchNorm::write_input_gradient(const Views& views, const StepContext& step) const {
  const auto [mean, inverse] = statistics(views);
  const double* sums = views.scratch_as<double>();
  float* factor =
      reinterpret_cast<float*>(views.scratch_as<double>() + 2 * (parts_ + 1) * channels_);
  float* gradient_mean = factor + channels_;
  float* product_mean = gradient_mean + channels_;
  const auto count = static_cast<double>(step.rows * pixels_);
  for (std::int64_t c = 0; c < channels_; ++c) {
    factor[c] = parameters_.kernel[c] * inverse[c];
    gradient_mean[c] = measures_ ? static_cast<float>(sums[c] / count) : 0.0f;
    product_mean[c] = measures_ ? static_cast<float>(sums[channels_ + c] / count) : 0.0f;
  }
  const std::int64_t grain = std::max<std::int64_t>(1, normalised_per_piece / channels_);
  parallel_ranges(step.rows * pixels_, grain,
                  [&, mean = mean, inverse = inverse](std::int64_t begin, std::int64_t end) {
                    const std::int64_t at = begin * channels_;
                    simd::normalised_gradients(
                        {end - begin, channels_, views.input + at, mean, inverse},
                        views.output_gradient + at, factor, gradient_mean, product_mean,
                        views.input_gradient + at);
                  });
}

}  // namespace timbre::model::cpu
