#pragma once

#include <memory>

#include "model/cpu/make_op.hpp"

namespace timbre::model::cpu {

/// A convolution of any kernel, stride and padding, with bias.
std::unique_ptr<Op> make_conv2d(const Block& block, const LayerOptions& layer,
                                const LayerParameters& parameters, const OpSettings& settings);

}  // namespace timbre::model::cpu
