#include "model/cpu/dense.hpp"

#include <algorithm>

#include "model/cpu/matmul.hpp"
#include "model/cpu/parallel.hpp"

namespace timbre::model::cpu {

Dense::Dense(const Block& block, const LayerParameters& parameters, const OpSettings& settings)
    : name_(block.name),
      parameters_(parameters),
      settings_(settings),
      epilogue_(block.epilogue, Picture::of(block.output)),
      in_(element_count(block.input)),
      out_(element_count(block.output)) {}

Needs Dense::needs() const {
  Needs needs;
  needs.forward_scratch = settings_.threads * epilogue_.scratch_size() * sizeof(float);
  if (!settings_.backward) return needs;
  needs.input_in_backward = parameters_.trainable();
  if (epilogue_.keeps_passed()) needs.saved = settings_.batch * out_;
  needs.backward_scratch = settings_.batch * out_ * sizeof(float);
  return needs;
}

void Dense::forward(const Views& views, const StepContext& step) {
  matmul(step.rows, out_, in_, {views.input, in_}, {parameters_.kernel, out_}, Into::overwrite,
         views.output);
  const bool keeps = settings_.backward && epilogue_.keeps_passed();
  parallel_items(step.rows, [&](std::int64_t row) {
    float* output = views.output + row * out_;
    epilogue_.forward(step, row, 0, output, parameters_.bias,
                      views.scratch_as<float>() + thread_index() * epilogue_.scratch_size(), output,
                      keeps ? views.saved_as<std::uint8_t>() + row * out_ : nullptr);
  });
}

void Dense::backward(const Views& views, const StepContext& step) {
  float* sums_gradient = views.scratch_as<float>();  // [rows, out]
  if (parameters_.trainable()) std::fill_n(parameters_.bias_gradient, out_, 0.0f);
  for (std::int64_t row = 0; row < step.rows; ++row) {
    const std::uint8_t* passed =
        epilogue_.keeps_passed() ? views.saved_as<std::uint8_t>() + row * out_ : nullptr;
    epilogue_.backward(views.output_gradient + row * out_, passed, sums_gradient + row * out_,
                       parameters_.bias_gradient);
  }
  if (parameters_.trainable()) {
    matmul(in_, out_, step.rows, {views.input, in_, true}, {sums_gradient, out_}, Into::overwrite,
           parameters_.kernel_gradient);
  }
  if (views.input_gradient) {
    matmul(step.rows, in_, out_, {sums_gradient, out_}, {parameters_.kernel, out_, true},
           Into::overwrite, views.input_gradient);
  }
}

}  // namespace timbre::model::cpu
