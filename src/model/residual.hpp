#pragma once

#include <string>
#include <vector>

#include "timbre/core/tensor.hpp"
#include "timbre/model/options.hpp"

namespace timbre::model {

/// The layers that a residual block stands for; see LayerOptions. `block` has a name, `source` is
/// the layer that it takes, whose output is `input`.
std::vector<LayerOptions> residual_layers(const LayerOptions& block, const std::string& source,
                                          const Shape& input);

}  // namespace timbre::model
