#pragma once

#include <cudnn.h>

#include <cstddef>
#include <utility>

#include "core/bounded_cache.hpp"
#include "model/conv_shape.hpp"

namespace timbre::cuda {

/// An algorithm of cuDNN's, the workspace that it takes, and the arithmetic that it uses.
template <typename Algorithm>
struct ChosenAlgorithm {
  Algorithm algorithm{};
  std::size_t workspace_bytes = 0;
  cudnnMathType_t math = CUDNN_FMA_MATH;
};

struct ConvAlgorithms {
  ChosenAlgorithm<cudnnConvolutionFwdAlgo_t> forward;
  ChosenAlgorithm<cudnnConvolutionBwdDataAlgo_t> backward_input;
  ChosenAlgorithm<cudnnConvolutionBwdFilterAlgo_t> backward_kernel;
};

using ConvAlgorithmKey = std::pair<Conv2dShape, Conv2dOptions>;
using ConvAlgorithmCache = BoundedCache<ConvAlgorithmKey, ConvAlgorithms>;

}  // namespace timbre::cuda
