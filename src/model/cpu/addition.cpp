#include "model/cpu/addition.hpp"

#include "model/cpu/simd/addition.hpp"
#include "timbre/core/parallel.hpp"

namespace timbre::model::cpu {
namespace {

constexpr std::int64_t sums_per_piece = 16384;

// A gradient's part, or null.
float* part_from(float* gradient, std::int64_t begin) {
  return gradient ? gradient + begin : nullptr;
}

}  // namespace

Addition::Addition(const Block& block, const OpSettings& settings)
    : name_(block.name),
      relu_(block.epilogue.relu),
      backward_(settings.backward),
      size_(element_count(block.output)) {}

Needs Addition::needs() const {
  Needs needs;
  needs.output_in_backward = relu_ && backward_;
  return needs;
}

void Addition::forward(const Views& views, const StepContext& step) {
  parallel_ranges(step.rows * size_, sums_per_piece, [&](std::int64_t begin, std::int64_t end) {
    simd::add(end - begin, views.input + begin, views.second_input + begin, relu_,
              views.output + begin);
  });
}

void Addition::backward(const Views& views, const StepContext& step) {
  parallel_ranges(step.rows * size_, sums_per_piece, [&](std::int64_t begin, std::int64_t end) {
    simd::spread_sum(end - begin, views.output_gradient + begin, views.output + begin, relu_,
                     part_from(views.input_gradient, begin),
                     part_from(views.second_input_gradient, begin));
  });
}

}  // namespace timbre::model::cpu
