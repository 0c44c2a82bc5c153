#pragma once

#include <cstdint>
#include <vector>

#include "model/cpu/op.hpp"

namespace timbre::model::cpu {

/// 1x1 convolutions in a row with nothing between them, as the one matrix that they are: with the
/// bias as one more row, [x, 1] E where E_1 = [W_1; b_1] and E_i = E_(i-1) W_i + [0; b_i].
/// The gradients come back from dE_n alone by the chain rule, without another look at the pixels:
/// dW_i = E_(i-1)^T dE_i, db_i = last row of dE_i, dE_(i-1) = dE_i W_i^T.
/// Exact but for rounding: the sums are those of layer after layer in another order.
class PointwiseChain {
 public:
  /// `widths`: channels of the input and of each layer's output. A single layer may lack its bias.
  PointwiseChain(std::vector<LayerParameters> layers, std::vector<std::int64_t> widths);

  std::int64_t in() const { return widths_.front(); }
  std::int64_t out() const { return widths_.back(); }
  bool trainable() const;
  /// Floats of E_n: a kernel [in, out], then a bias [out].
  std::int64_t folded_size() const { return (in() + 1) * out(); }
  /// Floats of E_1 to E_n.
  std::int64_t state_size() const;
  /// Floats that `unfold` works in.
  std::int64_t scratch_size() const;

  /// Computes E_1 to E_n from the present parameters; returns E_n, which lies in `state`.
  const float* fold(float* state) const;
  /// Writes the gradients of all trainable layers from dE_n.
  void unfold(const float* state, const float* folded_gradient, float* scratch) const;

 private:
  std::vector<LayerParameters> layers_;
  std::vector<std::int64_t> widths_;
};

}  // namespace timbre::model::cpu
