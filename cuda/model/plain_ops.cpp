#include "model/plain_ops.hpp"

#include "model/activation.hpp"

namespace timbre::cuda {
namespace {

WindowShape window_shape(const model::Block& block, std::int64_t batch) {
  const auto size = [](std::int64_t value) { return static_cast<std::uint32_t>(value); };
  return {.batch = batch,
          .rows = size(block.input[0]),
          .columns = size(block.input[1]),
          .channels = size(block.input[2]),
          .window_rows = size(block.window[0]),
          .window_columns = size(block.window[1])};
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

GlobalMaximum::GlobalMaximum(const model::Block& block, const OpSettings& settings)
    : name_(block.name), shape_(window_shape(block, settings.batch)) {}

model::Needs GlobalMaximum::needs() const {
  model::Needs needs;
  needs.saved = shape_.batch * shape_.output_size() * sizeof(std::int32_t);
  return needs;
}

void GlobalMaximum::forward(const model::Views& views, const StepContext& step) {
  find_maxima(shape_, views.output, views.saved_as<std::int32_t>(), views.input, step.stream);
}

void GlobalMaximum::backward(const model::Views& views, const StepContext& step) {
  if (!views.input_gradient) return;
  spread_maxima(shape_, views.input_gradient, views.output_gradient, views.saved_as<std::int32_t>(),
                step.stream);
}

}  // namespace timbre::cuda
