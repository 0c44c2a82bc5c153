#include "model/plain_ops.hpp"

#include "model/activation.hpp"
#include "model/addition.hpp"

namespace timbre::cuda {
namespace {

WindowShape window_shape(const model::Block& block, std::int64_t batch) {
  const auto size = [](std::int64_t value) { return static_cast<std::uint32_t>(value); };
  return {.batch = batch,
          .rows = size(block.input[0]),
          .columns = size(block.input[1]),
          .channels = size(block.input[2]),
          .window_rows = size(block.window[0]),
          .window_columns = size(block.window[1]),
          .stride_rows = size(block.window_stride[0]),
          .stride_columns = size(block.window_stride[1]),
          .pad = size(block.window_pad)};
}

}  // namespace

ActivationOp::ActivationOp(const model::Block& block, const OpSettings& settings)
    : name_(block.name),
      function_(block.function),
      backward_(settings.backward),
      count_(settings.batch * element_count(block.input)) {}

model::Needs ActivationOp::needs() const {
  model::Needs needs;
  needs.output_in_backward = backward_;
  return needs;
}

void ActivationOp::forward(const model::Views& views, const StepContext& step) {
  activate(function_, count_, views.output, views.input, step.stream);
}

void ActivationOp::backward(const model::Views& views, const StepContext& step) {
  if (!views.input_gradient) return;
  activation_gradient(function_, count_, views.input_gradient, views.output_gradient, views.output,
                      step.stream);
}

AveragePool::AveragePool(const model::Block& block, const OpSettings& settings)
    : name_(block.name), shape_(window_shape(block, settings.batch)) {}

void AveragePool::forward(const model::Views& views, const StepContext& step) {
  average_windows(shape_, views.output, views.input, step.stream);
}

void AveragePool::backward(const model::Views& views, const StepContext& step) {
  if (!views.input_gradient) return;
  spread_averages(shape_, views.input_gradient, views.output_gradient, step.stream);
}

WindowMaximum::WindowMaximum(const model::Block& block, const OpSettings& settings)
    : name_(block.name), shape_(window_shape(block, settings.batch)) {}

model::Needs WindowMaximum::needs() const {
  model::Needs needs;
  needs.saved = shape_.batch * shape_.output_size() * sizeof(std::int32_t);
  return needs;
}

void WindowMaximum::forward(const model::Views& views, const StepContext& step) {
  find_maxima(shape_, views.output, views.saved_as<std::int32_t>(), views.input, step.stream);
}

void WindowMaximum::backward(const model::Views& views, const StepContext& step) {
  if (!views.input_gradient) return;
  spread_maxima(shape_, views.input_gradient, views.output_gradient, views.saved_as<std::int32_t>(),
                step.stream);
}

ConcatPool::ConcatPool(const model::Block& block, const OpSettings& settings)
    : name_(block.name),
      shape_{.batch = settings.batch,
             .pixels = static_cast<std::uint32_t>(block.input[0] * block.input[1]),
             .channels = static_cast<std::uint32_t>(block.input[2])} {}

// Which pixel each maximum is.
model::Needs ConcatPool::needs() const {
  model::Needs needs;
  needs.saved = shape_.batch * shape_.channels * sizeof(std::int32_t);
  return needs;
}

void ConcatPool::forward(const model::Views& views, const StepContext& step) {
  pool_concat(shape_, views.output, views.saved_as<std::int32_t>(), views.input, step.stream);
}

void ConcatPool::backward(const model::Views& views, const StepContext& step) {
  if (!views.input_gradient) return;
  spread_concat(shape_, views.input_gradient, views.output_gradient, views.saved_as<std::int32_t>(),
                step.stream);
}

Addition::Addition(const model::Block& block, const OpSettings& settings)
    : name_(block.name),
      relu_(block.epilogue.relu),
      backward_(settings.backward),
      count_(settings.batch * element_count(block.output)) {}

model::Needs Addition::needs() const {
  model::Needs needs;
  needs.output_in_backward = relu_ && backward_;
  return needs;
}

void Addition::forward(const model::Views& views, const StepContext& step) {
  add_values(count_, relu_, views.output, views.input, views.second_input, step.stream);
}

void Addition::backward(const model::Views& views, const StepContext& step) {
  spread_sum(count_, relu_, views.input_gradient, views.second_input_gradient,
             views.output_gradient, views.output, step.stream);
}

}  // namespace timbre::cuda
