#include "model/folded_chain.hpp"

#include <algorithm>
#include <utility>

namespace timbre::cuda {
namespace {

// Where libraries take matrices, and more.
constexpr std::size_t alignment = 64;

std::size_t aligned_bytes(std::int64_t floats) {
  const std::size_t bytes = static_cast<std::size_t>(floats) * sizeof(float);
  return (bytes + alignment - 1) / alignment * alignment;
}

ConstAffineMap map_of(const model::LayerParameters& layer) {
  return {layer.kernel, layer.bias};
}

AffineMap gradient_of(const model::LayerParameters& layer) {
  return {layer.kernel_gradient, layer.bias_gradient};
}

ConstAffineMap read_only(const AffineMap& map) {
  return {map.kernel, map.bias};
}

}  // namespace

FoldedChain::FoldedChain(std::vector<model::LayerParameters> layers,
                         std::vector<std::int64_t> widths)
    : layers_(std::move(layers)), widths_(std::move(widths)) {
  if (single()) return;
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    const std::int64_t width = widths_[layer + 1];
    offsets_.push_back(bytes_);
    bytes_ += aligned_bytes(widths_[0] * width) + aligned_bytes(width);
  }
}

bool FoldedChain::trainable() const {
  return std::any_of(layers_.begin(), layers_.end(),
                     [](const model::LayerParameters& layer) { return layer.trainable(); });
}

std::size_t FoldedChain::state_bytes() const {
  return bytes_;
}

std::size_t FoldedChain::scratch_bytes() const {
  return bytes_;
}

FoldShape FoldedChain::shape(std::size_t layer) const {
  return {static_cast<std::uint32_t>(widths_[0]), static_cast<std::uint32_t>(widths_[layer]),
          static_cast<std::uint32_t>(widths_[layer + 1])};
}

AffineMap FoldedChain::map_in(std::byte* memory, std::size_t layer) const {
  std::byte* const kernel = memory + offsets_[layer];
  std::byte* const bias = kernel + aligned_bytes(widths_[0] * widths_[layer + 1]);
  return {reinterpret_cast<float*>(kernel), reinterpret_cast<float*>(bias)};
}

ConstAffineMap FoldedChain::folded_up_to(std::byte* state, std::size_t layer) const {
  if (layer == 0) return map_of(layers_[0]);
  return read_only(map_in(state, layer));
}

ConstAffineMap FoldedChain::folded(std::byte* state) const {
  return folded_up_to(state, layers_.size() - 1);
}

ConstAffineMap FoldedChain::fold(std::byte* state, cudaStream_t stream) const {
  for (std::size_t layer = 1; layer < layers_.size(); ++layer) {
    cuda::fold(shape(layer), map_in(state, layer), folded_up_to(state, layer - 1),
               map_of(layers_[layer]), stream);
  }
  return folded(state);
}

AffineMap FoldedChain::gradient(std::byte* scratch) const {
  return single() ? gradient_of(layers_[0]) : map_in(scratch, layers_.size() - 1);
}

void FoldedChain::unfold(std::byte* state, std::byte* scratch, cudaStream_t stream) const {
  for (std::size_t layer = layers_.size(); layer-- > 1;) {
    const AffineMap below = layer == 1 ? gradient_of(layers_[0]) : map_in(scratch, layer - 1);
    cuda::unfold(shape(layer), below, gradient_of(layers_[layer]),
                 read_only(map_in(scratch, layer)), folded_up_to(state, layer - 1),
                 map_of(layers_[layer]), stream);
  }
}

}  // namespace timbre::cuda
