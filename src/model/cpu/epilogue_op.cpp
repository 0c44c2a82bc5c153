#include "model/cpu/epilogue_op.hpp"

#include <algorithm>

#include "model/cpu/parallel.hpp"

namespace timbre::model::cpu {
namespace {

// Without windows a row is a single pixel of many channels, which makes long vectors.
Picture seen(const Block& block) {
  const Picture picture = Picture::of(block.input);
  if (block.epilogue.pool > 1) return picture;
  return {picture.rows, 1, picture.row_size()};
}

}  // namespace

EpilogueOp::EpilogueOp(const Block& block, const OpSettings& settings)
    : name_(block.name), settings_(settings), epilogue_(block.epilogue, seen(block)) {}

Needs EpilogueOp::needs() const {
  Needs needs;
  if (settings_.backward) needs.saved = settings_.batch * epilogue_.output().size();
  needs.forward_scratch = settings_.threads * epilogue_.scratch_size() * sizeof(float);
  return needs;
}

void EpilogueOp::forward(const Views& views, const StepContext& step) {
  const Picture& output = epilogue_.output();
  parallel_for(step.rows * output.rows, [&](std::int64_t item) {
    const std::int64_t example = item / output.rows;
    const std::int64_t row = item % output.rows;
    const std::int64_t place = item * output.row_size();
    epilogue_.forward(
        step, example, row,
        views.input + example * epilogue_.input().size() + row * epilogue_.window_size(), nullptr,
        views.scratch_as<float>() + thread_index() * epilogue_.scratch_size(), views.output + place,
        settings_.backward ? views.saved_as<std::uint8_t>() + place : nullptr);
  });
}

void EpilogueOp::backward(const Views& views, const StepContext& step) {
  if (!views.input_gradient) return;
  const Picture& input = epilogue_.input();
  const Picture& output = epilogue_.output();
  const std::int64_t covered = output.rows * epilogue_.window_size();
  parallel_for(step.rows, [&](std::int64_t example) {
    float* input_gradient = views.input_gradient + example * input.size();
    for (std::int64_t row = 0; row < output.rows; ++row) {
      const std::int64_t place = example * output.size() + row * output.row_size();
      epilogue_.backward(views.output_gradient + place, views.saved_as<std::uint8_t>() + place,
                         input_gradient + row * epilogue_.window_size(), nullptr);
    }
    std::fill(input_gradient + covered, input_gradient + input.size(), 0.0f);
  });
}

}  // namespace timbre::model::cpu
