#pragma once

#include <vector>

#include "model/fold.hpp"
#include "model/op.hpp"
#include "model/program_plan.hpp"

namespace timbre::cuda {

/// The layers of a block that are multiplied with: one, or 1x1 convolutions in a row that fold into
/// one map. Of a single layer it is the layer itself and costs nothing.
class FoldedChain {
 public:
  /// `widths`: channels of the input and of each layer's output; unused for a single layer.
  FoldedChain(std::vector<model::LayerParameters> layers, std::vector<std::int64_t> widths);

  bool trainable() const;
  /// Bytes that live from forward to backward, and that backward works in.
  std::size_t state_bytes() const;
  std::size_t scratch_bytes() const;

  /// The map of all layers from the present parameters.
  ConstAffineMap fold(std::byte* state, cudaStream_t stream) const;
  /// The same map, which fold has computed.
  ConstAffineMap folded(std::byte* state) const;

  /// Where the gradient of the folded map is to be written.
  AffineMap gradient(std::byte* scratch) const;
  /// Carries it on to the layers.
  void unfold(std::byte* state, std::byte* scratch, cudaStream_t stream) const;

 private:
  bool single() const { return layers_.size() == 1; }
  FoldShape shape(std::size_t layer) const;
  AffineMap map_in(std::byte* memory, std::size_t layer) const;
  ConstAffineMap folded_up_to(std::byte* state, std::size_t layer) const;

  std::vector<model::LayerParameters> layers_;
  std::vector<std::int64_t> widths_;
  std::vector<std::size_t> offsets_;  ///< of the map up to each layer, in state and scratch alike
  std::size_t bytes_ = 0;
};

}  // namespace timbre::cuda
