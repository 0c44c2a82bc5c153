#pragma once

#include <cstdint>

#include "timbre/model/options.hpp"

namespace timbre::model::cpu::simd {

/// output[i] = tanh or sigmoid of input[i], within 4 units in the last place. NaN stays.
void activate(Activation function, std::int64_t count, const float* input, float* output);

/// input_gradient[i] = output_gradient[i] times the slope at output[i].
void activation_gradients(Activation function, std::int64_t count, const float* output,
                          const float* output_gradient, float* input_gradient);

}  // namespace timbre::model::cpu::simd
