#include "model/cpu/pointwise_chain.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "model/cpu/matmul.hpp"

namespace timbre::model::cpu {

PointwiseChain::PointwiseChain(std::vector<LayerParameters> layers,
                               std::vector<std::int64_t> widths)
    : layers_(std::move(layers)), widths_(std::move(widths)) {}

bool PointwiseChain::trainable() const {
  return std::any_of(layers_.begin(), layers_.end(),
                     [](const LayerParameters& layer) { return layer.trainable(); });
}

std::int64_t PointwiseChain::state_size() const {
  return (in() + 1) * std::accumulate(widths_.begin() + 1, widths_.end(), std::int64_t{0});
}

std::int64_t PointwiseChain::scratch_size() const {
  return 2 * (in() + 1) * *std::max_element(widths_.begin() + 1, widths_.end());
}

const float* PointwiseChain::fold(float* state) const {
  const std::int64_t rows = in() + 1;
  std::copy_n(layers_[0].kernel, in() * widths_[1], state);
  float* const first_bias = state + in() * widths_[1];
  if (layers_[0].bias) {
    std::copy_n(layers_[0].bias, widths_[1], first_bias);
  } else {
    std::fill_n(first_bias, widths_[1], 0.0f);
  }
  float* folded = state;
  for (std::size_t i = 1; i < layers_.size(); ++i) {
    const std::int64_t between = widths_[i];
    const std::int64_t width = widths_[i + 1];
    float* next = folded + rows * between;
    matmul(rows, width, between, {folded, between}, {layers_[i].kernel, width}, Into::overwrite,
           next);
    float* bias = next + in() * width;
    std::transform(bias, bias + width, layers_[i].bias, bias, std::plus<float>());
    folded = next;
  }
  return folded;
}

void PointwiseChain::unfold(const float* state, const float* folded_gradient,
                            float* scratch) const {
  const std::int64_t rows = in() + 1;
  const float* folded = state + state_size() - folded_size();
  const float* gradient = folded_gradient;
  float* spare = scratch;
  float* other = scratch + scratch_size() / 2;
  for (std::size_t i = layers_.size() - 1; i > 0; --i) {
    const LayerParameters& layer = layers_[i];
    const std::int64_t between = widths_[i];
    const std::int64_t width = widths_[i + 1];
    folded -= rows * between;
    if (layer.trainable()) {
      matmul(between, width, rows, {folded, between, true}, {gradient, width}, Into::overwrite,
             layer.kernel_gradient);
      std::copy_n(gradient + in() * width, width, layer.bias_gradient);
    }
    matmul(rows, between, width, {gradient, width}, {layer.kernel, width, true}, Into::overwrite,
           spare);
    gradient = spare;
    std::swap(spare, other);
  }
  if (!layers_[0].trainable()) return;
  std::copy_n(gradient, in() * widths_[1], layers_[0].kernel_gradient);
  if (!layers_[0].bias) return;
  std::copy_n(gradient + in() * widths_[1], widths_[1], layers_[0].bias_gradient);
}

}  // namespace timbre::model::cpu
