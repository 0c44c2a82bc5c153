#include "model/loss_op.hpp"

namespace timbre::cuda {

LossOp::LossOp(const model::Block& block, const OpSettings& settings, Counters& counters)
    : name_(block.name),
      settings_(settings),
      kind_(block.loss),
      classes_(static_cast<std::uint32_t>(element_count(block.output))),
      arrived_(counters.take(1)) {}

model::Needs LossOp::needs() const {
  model::Needs needs;
  needs.input_in_backward = settings_.backward;
  const std::size_t bytes = settings_.batch * (sizeof(double) + sizeof(std::int32_t));
  (settings_.backward ? needs.backward_scratch : needs.forward_scratch) = bytes;
  return needs;
}

void LossOp::forward(const model::Views& views, const StepContext& step) {
  if (!settings_.backward) run(views, step);
}

void LossOp::backward(const model::Views& views, const StepContext& step) {
  run(views, step);
}

void LossOp::run(const model::Views& views, const StepContext& step) const {
  auto* const row_loss = views.scratch_as<double>();
  class_loss({.batch = settings_.batch,
              .classes = classes_,
              .clip = settings_.loss_clip,
              .smoothing = settings_.label_smoothing,
              .kind = kind_,
              .logits = views.input,
              .target = step.batch.target,
              .second_target = step.batch.second_target,
              .target_share = step.batch.target_share,
              .weight = step.batch.weight,
              .probabilities = views.output,
              .gradient = views.input_gradient,
              .row_loss = row_loss,
              .row_correct = reinterpret_cast<std::int32_t*>(row_loss + settings_.batch),
              .arrived = arrived_,
              .state = step.state},
             step.stream);
}

}  // namespace timbre::cuda
