#include "model/narrow_op.hpp"

#include <utility>

namespace timbre::cuda {

NarrowOp::NarrowOp(const model::Block& block, const Shape& sums, FoldedChain chain,
                   const OpSettings& settings, Counters& counters)
    : name_(block.name),
      backward_(settings.backward),
      in_(static_cast<std::uint32_t>(block.input.back())),
      epilogue_(block.epilogue),
      shape_(EpilogueShape::of(settings.batch, sums, block.epilogue)),
      chain_(std::move(chain)) {
  if (backward_) arrived_ = counters.take(narrow_counters(shape_));
}

// The chain's state is followed by the bytes of what passed, its scratch by the partial sums.
model::Needs NarrowOp::needs() const {
  model::Needs needs;
  needs.saved = chain_.state_bytes();
  if (!backward_) return needs;
  needs.input_in_backward = true;
  if (keeps_passed()) needs.saved += shape_.batch * shape_.output_size();
  needs.backward_scratch =
      chain_.scratch_bytes() + narrow_partial_size(shape_, in_) * sizeof(float);
  return needs;
}

std::uint8_t* NarrowOp::passed(const model::Views& views) const {
  if (!keeps_passed()) return nullptr;
  return reinterpret_cast<std::uint8_t*>(views.saved + chain_.state_bytes());
}

void NarrowOp::forward(const model::Views& views, const StepContext& step) {
  const ConstAffineMap map = chain_.fold(views.saved, step.stream);
  narrow_forward(shape_, in_, epilogue_, map.kernel,
                 {.sums = views.input,
                  .bias = map.bias,
                  .output = views.output,
                  .passed = passed(views),
                  .example = step.batch.example,
                  .state = step.state},
                 step.stream);
}

void NarrowOp::backward(const model::Views& views, const StepContext& step) {
  narrow_backward(shape_, in_, epilogue_,
                  {.input = views.input,
                   .output_gradient = views.output_gradient,
                   .passed = passed(views),
                   .gradient = chain_.gradient(views.scratch),
                   .partial = reinterpret_cast<float*>(views.scratch + chain_.scratch_bytes()),
                   .arrived = arrived_},
                  step.stream);
  chain_.unfold(views.saved, views.scratch, step.stream);
}

}  // namespace timbre::cuda
