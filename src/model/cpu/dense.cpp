#include "model/cpu/dense.hpp"

#include <algorithm>

#include "model/cpu/matmul.hpp"
#include "model/cpu/parallel.hpp"

namespace timbre::model::cpu {
namespace {

// Inputs of a block: with 256 outputs its part of the kernel fills half of a 1 MiB L2 cache.
constexpr std::int64_t block_size = 512;

}  // namespace

Dense::Dense(const Block& block, const LayerParameters& parameters, const OpSettings& settings)
    : name_(block.name),
      parameters_(parameters),
      settings_(settings),
      epilogue_(block.epilogue, Picture::of(block.output)),
      in_(element_count(block.input)),
      out_(element_count(block.output)),
      blocks_((in_ + block_size - 1) / block_size) {}

Needs Dense::needs() const {
  Needs needs;
  const std::int64_t partial = blocks_ * settings_.batch * out_;
  needs.forward_scratch = (partial + settings_.threads * epilogue_.scratch_size()) * sizeof(float);
  if (!settings_.backward) return needs;
  needs.input_in_backward = parameters_.trainable();
  if (epilogue_.keeps_passed()) needs.saved = settings_.batch * out_;
  needs.backward_scratch = settings_.batch * out_ * sizeof(float);
  return needs;
}

Dense::InputBlock Dense::block(std::int64_t number) const {
  const std::int64_t begin = number * block_size;
  return {begin, std::min(block_size, in_ - begin)};
}

void Dense::forward(const Views& views, const StepContext& step) {
  const std::int64_t size = step.rows * out_;
  float* partial = views.scratch_as<float>();
  float* scales = partial + blocks_ * size;
  parallel_for(blocks_, [&](std::int64_t number) {
    const auto [begin, inputs] = block(number);
    matmul(step.rows, out_, inputs, {views.input + begin, in_},
           {parameters_.kernel + begin * out_, out_}, Into::overwrite, partial + number * size);
  });
  add_parts(partial, blocks_, size, views.output);
  const bool keeps = settings_.backward && epilogue_.keeps_passed();
  parallel_for(step.rows, [&](std::int64_t row) {
    float* output = views.output + row * out_;
    epilogue_.forward(step, row, 0, output, parameters_.bias,
                      scales + thread_index() * epilogue_.scratch_size(), output,
                      keeps ? views.saved_as<std::uint8_t>() + row * out_ : nullptr);
  });
}

void Dense::backward(const Views& views, const StepContext& step) {
  float* sums_gradient = views.scratch_as<float>();  // [rows, out]
  if (parameters_.bias_gradient) std::fill_n(parameters_.bias_gradient, out_, 0.0f);
  for (std::int64_t row = 0; row < step.rows; ++row) {
    const std::uint8_t* passed =
        epilogue_.keeps_passed() ? views.saved_as<std::uint8_t>() + row * out_ : nullptr;
    epilogue_.backward(views.output_gradient + row * out_, passed, sums_gradient + row * out_,
                       parameters_.bias_gradient);
  }
  parallel_for(blocks_, [&](std::int64_t number) {
    const auto [begin, inputs] = block(number);
    if (parameters_.trainable()) {
      matmul(inputs, out_, step.rows, {views.input + begin, in_, true}, {sums_gradient, out_},
             Into::overwrite, parameters_.kernel_gradient + begin * out_);
    }
    if (views.input_gradient) {
      matmul(step.rows, inputs, out_, {sums_gradient, out_},
             {parameters_.kernel + begin * out_, out_, true}, Into::overwrite,
             views.input_gradient + begin, in_);
    }
  });
}

}  // namespace timbre::model::cpu
