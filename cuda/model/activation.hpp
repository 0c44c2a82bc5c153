#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

#include "timbre/model/options.hpp"

namespace timbre::cuda {

/// output[i] = tanh or sigmoid of input[i].
void activate(model::Activation function, std::int64_t count, float* output, const float* input,
              cudaStream_t stream);

/// input_gradient[i] = output_gradient[i] times the slope at output[i].
void activation_gradient(model::Activation function, std::int64_t count, float* input_gradient,
                         const float* output_gradient, const float* output, cudaStream_t stream);

}  // namespace timbre::cuda
