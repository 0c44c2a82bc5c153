#pragma once

#include <memory>
#include <vector>

#include "model/cpu/op.hpp"
#include "model/lowering.hpp"

namespace timbre::model::cpu {

/// What an operation is made for.
struct OpSettings {
  std::int64_t batch = 1;
  bool backward = false;  ///< whether backward will be called; else nothing is kept for it
  int threads = 1;        ///< the most that its parallel loops will have
  Mode mode = Mode::train;
  double loss_clip = 0.0;
  double label_smoothing = 0.0;
};

/// The operation of a block. `parameters` are those of the block's layers, in order.
std::unique_ptr<Op> make_op(const Graph& graph, const Block& block,
                            std::vector<LayerParameters> parameters, const OpSettings& settings);

}  // namespace timbre::model::cpu
