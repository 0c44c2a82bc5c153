#pragma once

#include <memory>
#include <vector>

#include "model/counters.hpp"
#include "model/libraries.hpp"
#include "model/op.hpp"
#include "model/program_plan.hpp"

namespace timbre::cuda {

/// What an operation is made for.
struct OpSettings {
  std::int64_t batch = 1;
  bool backward = false;        ///< whether backward will be called; else nothing is kept for it
  bool input_gradient = false;  ///< whether backward is to give one, for those below that learn
  model::Mode mode = model::Mode::train;
  double loss_clip = 0.0;
  double label_smoothing = 0.0;
  model::Precision precision = model::Precision::f32;
};

/// What operations are made with; it outlives them.
struct OpParts {
  Libraries& libraries;
  Counters& counters;
};

/// The operation of a block. `parameters` are those of the block's layers, in order.
std::unique_ptr<Op> make_op(const model::Graph& graph, const model::Block& block,
                            std::vector<model::LayerParameters> parameters,
                            const OpSettings& settings, const OpParts& parts);

}  // namespace timbre::cuda
