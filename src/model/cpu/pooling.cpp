#include "model/cpu/pooling.hpp"

#include <algorithm>

#include "model/cpu/simd/pooling.hpp"
#include "timbre/core/parallel.hpp"
#include "timbre/model/pooling.hpp"

namespace timbre::model::cpu {

AveragePool::AveragePool(const Block& block, const OpSettings&)
    : name_(block.name),
      input_(Picture::of(block.input)),
      window_rows_(block.window[0]),
      window_columns_(block.window[1]),
      output_{input_.rows / window_rows_, input_.columns / window_columns_, input_.channels} {}

template <typename Body>
void AveragePool::for_each_input(const Body& body) const {
  for (std::int64_t row = 0; row < output_.rows * window_rows_; ++row) {
    for (std::int64_t column = 0; column < output_.columns * window_columns_; ++column) {
      const std::int64_t pixel = row * input_.columns + column;
      const std::int64_t window = row / window_rows_ * output_.columns + column / window_columns_;
      body(pixel * input_.channels, window * input_.channels);
    }
  }
}

void AveragePool::forward(const Views& views, const StepContext& step) {
  parallel_for(step.rows, [&](std::int64_t example) {
    const float* input = views.input + example * input_.size();
    float* output = views.output + example * output_.size();
    std::fill_n(output, output_.size(), 0.0f);
    for_each_input([&](std::int64_t from, std::int64_t to) {
      simd::add_values(input_.channels, input + from, output + to);
    });
    simd::scale_values(output_.size(), share(), output, output);
  });
}

void AveragePool::backward(const Views& views, const StepContext& step) {
  if (!views.input_gradient) return;
  parallel_for(step.rows, [&](std::int64_t example) {
    const float* gradient = views.output_gradient + example * output_.size();
    float* input_gradient = views.input_gradient + example * input_.size();
    std::fill_n(input_gradient, input_.size(), 0.0f);
    for_each_input([&](std::int64_t to, std::int64_t from) {
      simd::scale_values(input_.channels, share(), gradient + from, input_gradient + to);
    });
  });
}

GlobalMaximum::GlobalMaximum(const Block& block, const OpSettings& settings)
    : name_(block.name), settings_(settings), input_(Picture::of(block.input)) {}

Needs GlobalMaximum::needs() const {
  Needs needs;
  needs.saved = settings_.batch * input_.channels * sizeof(std::int32_t);
  return needs;
}

void GlobalMaximum::forward(const Views& views, const StepContext& step) {
  const std::int64_t channels = input_.channels;
  parallel_for(step.rows, [&](std::int64_t example) {
    const float* input = views.input + example * input_.size();
    float* highest = views.output + example * channels;
    std::int32_t* from = views.saved_as<std::int32_t>() + example * channels;
    std::copy_n(input, channels, highest);
    std::fill_n(from, channels, 0);
    for (std::int32_t pixel = 1; pixel < input_.rows * input_.columns; ++pixel) {
      const float* values = input + pixel * channels;
      for (std::int64_t c = 0; c < channels; ++c) {
        if (!becomes_maximum(values[c], highest[c])) continue;
        highest[c] = values[c];
        from[c] = pixel;
      }
    }
  });
}

void GlobalMaximum::backward(const Views& views, const StepContext& step) {
  if (!views.input_gradient) return;
  const std::int64_t channels = input_.channels;
  parallel_for(step.rows, [&](std::int64_t example) {
    float* input_gradient = views.input_gradient + example * input_.size();
    const float* gradient = views.output_gradient + example * channels;
    const std::int32_t* from = views.saved_as<std::int32_t>() + example * channels;
    std::fill_n(input_gradient, input_.size(), 0.0f);
    for (std::int64_t c = 0; c < channels; ++c) {
      input_gradient[from[c] * channels + c] = gradient[c];
    }
  });
}

}  // namespace timbre::model::cpu
