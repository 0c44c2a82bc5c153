#include "model/epilogue_op.hpp"

namespace timbre::cuda {

EpilogueOp::EpilogueOp(const model::Block& block, const OpSettings& settings)
    : name_(block.name),
      backward_(settings.backward),
      epilogue_(block.epilogue),
      shape_(EpilogueShape::of(settings.batch, block.input, block.epilogue)) {}

model::Needs EpilogueOp::needs() const {
  model::Needs needs;
  if (backward_) needs.saved = shape_.batch * shape_.output_size();
  return needs;
}

void EpilogueOp::forward(const model::Views& views, const StepContext& step) {
  epilogue_forward(shape_, epilogue_,
                   {.sums = views.input,
                    .output = views.output,
                    .passed = views.saved_as<std::uint8_t>(),
                    .example = step.batch.example,
                    .state = step.state},
                   step.stream);
}

void EpilogueOp::backward(const model::Views& views, const StepContext& step) {
  if (!views.input_gradient) return;
  epilogue_backward(shape_, epilogue_,
                    {.output_gradient = views.output_gradient,
                     .passed = views.saved_as<std::uint8_t>(),
                     .sums_gradient = views.input_gradient},
                    step.stream);
}

}  // namespace timbre::cuda
