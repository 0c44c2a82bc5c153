#pragma once

#include <cudnn.h>

#include <cstddef>
#include <utility>

#include "core/bounded_cache.hpp"
#include "model/conv_shape.hpp"
#include "model/library_handle.hpp"

namespace timbre::cuda {

/// An algorithm of cuDNN's, and the workspace that it takes.
template <typename Algorithm>
struct ChosenAlgorithm {
  Algorithm algorithm{};
  std::size_t workspace_bytes = 0;
};

struct ConvAlgorithms {
  ChosenAlgorithm<cudnnConvolutionFwdAlgo_t> forward;
  ChosenAlgorithm<cudnnConvolutionBwdDataAlgo_t> backward_input;
  ChosenAlgorithm<cudnnConvolutionBwdFilterAlgo_t> backward_kernel;
};

/// What cuDNN is told of a convolution.
struct ConvDescriptors {
  TensorDescriptor picture;
  FilterDescriptor kernel;
  TensorDescriptor output;
  ConvolutionDescriptor convolution;
};

/// The fastest algorithms that the options allow, as cuDNN's heuristics guess. Throws Error when
/// there is none.
ConvAlgorithms choose_algorithms(cudnnHandle_t handle, const ConvDescriptors& descriptors,
                                 const Conv2dOptions& options);

using ConvAlgorithmKey = std::pair<Conv2dShape, Conv2dOptions>;
using ConvAlgorithmCache = BoundedCache<ConvAlgorithmKey, ConvAlgorithms>;

}  // namespace timbre::cuda
