#include "model/cpu/window_pool.hpp"

#include <algorithm>
#include <limits>

#include "model/cpu/simd/pooling.hpp"
#include "timbre/core/parallel.hpp"

namespace timbre::model::cpu {

WindowMaximum::WindowMaximum(const Block& block, const OpSettings& settings)
    : name_(block.name),
      batch_(settings.batch),
      input_(Picture::of(block.input)),
      output_(Picture::of(block.output)),
      window_(block.window[0]),
      stride_(block.window_stride[0]),
      pad_(block.window_pad) {}

Needs WindowMaximum::needs() const {
  Needs needs;
  needs.saved = batch_ * output_.size();
  return needs;
}

template <typename Body>
void WindowMaximum::for_each_pixel(std::int64_t row, std::int64_t column, const Body& body) const {
  const std::int64_t top = row * stride_ - pad_;
  const std::int64_t left = column * stride_ - pad_;
  for (std::int64_t i = std::max<std::int64_t>(0, -top); i < std::min(window_, input_.rows - top);
       ++i) {
    for (std::int64_t j = std::max<std::int64_t>(0, -left);
         j < std::min(window_, input_.columns - left); ++j) {
      body(((top + i) * input_.columns + left + j) * input_.channels,
           static_cast<std::uint8_t>(i * window_ + j));
    }
  }
}

void WindowMaximum::forward(const Views& views, const StepContext& step) {
  parallel_for(step.rows * output_.rows, [&](std::int64_t item) {
    const float* const input = views.input + item / output_.rows * input_.size();
    for (std::int64_t column = 0; column < output_.columns; ++column) {
      const std::int64_t at = (item * output_.columns + column) * output_.channels;
      float* const highest = views.output + at;
      std::uint8_t* const places = views.saved_as<std::uint8_t>() + at;
      std::fill_n(highest, output_.channels, -std::numeric_limits<float>::infinity());
      std::fill_n(places, output_.channels, std::uint8_t{0});
      for_each_pixel(item % output_.rows, column, [&](std::int64_t from, std::uint8_t place) {
        simd::raise_maxima(output_.channels, input + from, place, highest, places);
      });
    }
  });
}

void WindowMaximum::backward(const Views& views, const StepContext& step) {
  if (!views.input_gradient) return;
  parallel_for(step.rows, [&](std::int64_t example) {
    float* const input_gradient = views.input_gradient + example * input_.size();
    std::fill_n(input_gradient, input_.size(), 0.0f);
    for (std::int64_t row = 0; row < output_.rows; ++row) {
      for (std::int64_t column = 0; column < output_.columns; ++column) {
        const std::int64_t at =
            ((example * output_.rows + row) * output_.columns + column) * output_.channels;
        const std::uint8_t* const places = views.saved_as<std::uint8_t>() + at;
        for_each_pixel(row, column, [&](std::int64_t to, std::uint8_t place) {
          simd::add_where(output_.channels, places, place, views.output_gradient + at,
                          input_gradient + to);
        });
      }
    }
  });
}

ConcatPool::ConcatPool(const Block& block, const OpSettings& settings)
    : name_(block.name), batch_(settings.batch), input_(Picture::of(block.input)) {}

// Which pixel each maximum is.
Needs ConcatPool::needs() const {
  Needs needs;
  needs.saved = batch_ * input_.channels * sizeof(std::int32_t);
  return needs;
}

void ConcatPool::forward(const Views& views, const StepContext& step) {
  const std::int64_t channels = input_.channels;
  const std::int64_t pixels = input_.rows * input_.columns;
  parallel_for(step.rows, [&](std::int64_t example) {
    const float* const input = views.input + example * input_.size();
    float* const maxima = views.output + 2 * example * channels;
    float* const means = maxima + channels;
    std::int32_t* const from = views.saved_as<std::int32_t>() + example * channels;
    std::copy_n(input, channels, maxima);
    std::copy_n(input, channels, means);
    std::fill_n(from, channels, 0);
    for (std::int32_t pixel = 1; pixel < pixels; ++pixel) {
      const float* const values = input + pixel * channels;
      simd::raise_maxima(channels, values, pixel, maxima, from);
      simd::add_values(channels, values, means);
    }
    simd::scale_values(channels, 1.0f / static_cast<float>(pixels), means, means);
  });
}

void ConcatPool::backward(const Views& views, const StepContext& step) {
  if (!views.input_gradient) return;
  const std::int64_t channels = input_.channels;
  const std::int64_t pixels = input_.rows * input_.columns;
  parallel_for(step.rows, [&](std::int64_t example) {
    const float* const maxima = views.output_gradient + 2 * example * channels;
    const float* const means = maxima + channels;
    const std::int32_t* const from = views.saved_as<std::int32_t>() + example * channels;
    float* const input_gradient = views.input_gradient + example * input_.size();
    for (std::int64_t pixel = 0; pixel < pixels; ++pixel) {
      simd::scale_values(channels, 1.0f / static_cast<float>(pixels), means,
                         input_gradient + pixel * channels);
    }
    for (std::int64_t c = 0; c < channels; ++c) {
      input_gradient[from[c] * channels + c] += maxima[c];
    }
  });
}

}  // namespace timbre::model::cpu
