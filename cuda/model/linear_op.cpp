#include "model/linear_op.hpp"

#include <utility>

namespace timbre::cuda {
namespace {

constexpr std::size_t workspace_alignment = 256;  // of workspaces

std::size_t aligned(std::size_t bytes) {
  return (bytes + workspace_alignment - 1) / workspace_alignment * workspace_alignment;
}

}  // namespace

LinearOp::LinearOp(const model::Block& block, const Shape& sums, std::unique_ptr<Product> product,
                   FoldedChain chain, const OpSettings& settings, Counters& counters)
    : name_(block.name),
      settings_(settings),
      epilogue_(block.epilogue),
      shape_(EpilogueShape::of(settings.batch, sums, block.epilogue)),
      product_(std::move(product)),
      chain_(std::move(chain)),
      places_(place()) {
  if (settings.backward && chain_.trainable()) arrived_ = counters.take(bias_counters(shape_));
}

std::size_t LinearOp::sums_bytes() const {
  return static_cast<std::size_t>(shape_.batch * shape_.input_size()) * sizeof(float);
}

// Without pooling the sums need no place of their own: the epilogue overwrites them.
LinearOp::Places LinearOp::place() const {
  Places places;
  places.passed = aligned(chain_.state_bytes());
  places.saved_end = places.passed;
  if (keeps_passed()) places.saved_end += shape_.batch * shape_.output_size();

  places.forward_end = shape_.pool > 1 ? aligned(sums_bytes()) : 0;
  if (!settings_.backward) return places;
  places.chain_gradient = epilogue_.identity() ? 0 : aligned(sums_bytes());
  places.partial = places.chain_gradient + aligned(chain_.scratch_bytes());
  places.backward_end = places.partial;
  if (chain_.trainable()) {
    places.backward_end += aligned(bias_partial_size(shape_) * sizeof(float));
  }
  return places;
}

model::Needs LinearOp::needs() const {
  model::Needs needs;
  needs.saved = places_.saved_end;
  needs.forward_scratch = places_.forward_end + product_->workspace_bytes();
  if (!settings_.backward) return needs;
  needs.input_in_backward = chain_.trainable();
  needs.backward_scratch = places_.backward_end + product_->workspace_bytes();
  return needs;
}

std::uint8_t* LinearOp::passed(const model::Views& views) const {
  return keeps_passed() ? reinterpret_cast<std::uint8_t*>(views.saved + places_.passed) : nullptr;
}

Workspace LinearOp::workspace(const model::Views& views, std::size_t offset) const {
  const std::size_t bytes = product_->workspace_bytes();
  if (bytes == 0) return {};
  return {views.scratch + offset, bytes};
}

void LinearOp::forward(const model::Views& views, const StepContext& step) {
  const ConstAffineMap map = chain_.fold(views.saved, step.stream);
  float* const sums = shape_.pool > 1 ? views.scratch_as<float>() : views.output;
  product_->forward(sums, views.input, map.kernel, workspace(views, places_.forward_end));
  if (epilogue_.identity() && !map.bias) return;
  epilogue_forward(shape_, epilogue_,
                   {.sums = sums,
                    .bias = map.bias,
                    .output = views.output,
                    .passed = passed(views),
                    .example = step.batch.example,
                    .state = step.state},
                   step.stream);
}

void LinearOp::backward(const model::Views& views, const StepContext& step) {
  const ConstAffineMap map = chain_.folded(views.saved);
  const bool trainable = chain_.trainable();
  const bool spreads = !epilogue_.identity();
  std::byte* const chain_scratch = views.scratch + places_.chain_gradient;
  const AffineMap gradient = trainable ? chain_.gradient(chain_scratch) : AffineMap{};
  float* const own_sums = spreads ? views.scratch_as<float>() : nullptr;
  if (spreads || gradient.bias) {
    epilogue_backward(shape_, epilogue_,
                      {.output_gradient = views.output_gradient,
                       .passed = passed(views),
                       .sums_gradient = own_sums,
                       .bias_gradient = gradient.bias,
                       .partial = reinterpret_cast<float*>(views.scratch + places_.partial),
                       .arrived = arrived_},
                      step.stream);
  }
  const float* const sums_gradient = spreads ? own_sums : views.output_gradient;
  const Workspace space = workspace(views, places_.backward_end);
  if (trainable) {
    product_->kernel_gradient(gradient.kernel, views.input, sums_gradient, space);
    chain_.unfold(views.saved, chain_scratch, step.stream);
  }
  if (views.input_gradient) {
    product_->input_gradient(views.input_gradient, sums_gradient, map.kernel, space);
  }
}

}  // namespace timbre::cuda
