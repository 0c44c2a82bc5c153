#include "model/cpu/row_epilogue.hpp"

#include "model/cpu/simd/dropout.hpp"
#include "model/cpu/simd/epilogue.hpp"

namespace timbre::model::cpu {

Picture Picture::of(const Shape& shape) {
  if (shape.size() == 3) return {shape[0], shape[1], shape[2]};
  return {1, 1, element_count(shape)};
}

RowEpilogue::RowEpilogue(const Epilogue& epilogue, const Picture& input)
    : epilogue_(epilogue),
      rule_(DropoutRule::of(epilogue.rate)),
      input_(input),
      output_{input.rows / epilogue.pool, input.columns / epilogue.pool, input.channels} {}

void RowEpilogue::forward(const StepContext& step, std::int64_t row_in_batch, std::int64_t row,
                          const float* sums, const float* bias, float* scratch, float* output,
                          std::uint8_t* passed) const {
  if (epilogue_.dropout()) {
    const DropoutKey key{step.seed, step.epoch, epilogue_.dropout_layer};
    const std::int64_t size = output_.row_size();
    simd::dropout_scales(key, rule_, step.batch.example[row_in_batch], row * size, size, scratch);
  }
  simd::epilogue_row({.input = sums,
                      .bias = bias,
                      .scales = epilogue_.dropout() ? scratch : nullptr,
                      .output = output,
                      .passed = passed,
                      .columns = input_.columns,
                      .channels = input_.channels,
                      .pool = epilogue_.pool,
                      .relu = epilogue_.relu});
}

void RowEpilogue::backward(const float* output_gradient, const std::uint8_t* passed,
                           float* sums_gradient, float* bias_gradient) const {
  simd::epilogue_gradient_row({.output_gradient = output_gradient,
                               .passed = passed,
                               .scale = epilogue_.dropout() ? rule_.scale : 1.0f,
                               .input_gradient = sums_gradient,
                               .bias_gradient = bias_gradient,
                               .columns = input_.columns,
                               .channels = input_.channels,
                               .pool = epilogue_.pool});
}

}  // namespace timbre::model::cpu
