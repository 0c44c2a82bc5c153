#include "model/cpu/activation_op.hpp"

#include "model/cpu/simd/activation.hpp"
#include "timbre/core/parallel.hpp"

namespace timbre::model::cpu {
namespace {

constexpr std::int64_t activations_per_piece = 16384;

}  // namespace

ActivationOp::ActivationOp(const Block& block, const OpSettings& settings)
    : name_(block.name),
      function_(block.function),
      settings_(settings),
      size_(element_count(block.input)) {}

Needs ActivationOp::needs() const {
  Needs needs;
  needs.output_in_backward = settings_.backward;
  return needs;
}

void ActivationOp::forward(const Views& views, const StepContext& step) {
  parallel_ranges(
      step.rows * size_, activations_per_piece, [&](std::int64_t begin, std::int64_t end) {
        simd::activate(function_, end - begin, views.input + begin, views.output + begin);
      });
}

void ActivationOp::backward(const Views& views, const StepContext& step) {
  if (!views.input_gradient) return;
  parallel_ranges(
      step.rows * size_, activations_per_piece, [&](std::int64_t begin, std::int64_t end) {
        simd::activation_gradients(function_, end - begin, views.output + begin,
                                   views.output_gradient + begin, views.input_gradient + begin);
      });
}

}  // namespace timbre::model::cpu
