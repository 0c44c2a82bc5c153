#pragma once

#include "emulator/cudnn/objects.hpp"

namespace timbre::emulated {

/// The three tensors of a convolution, whichever of them is computed.
struct ConvolutionProblem {
  cudnnTensorStruct picture;
  cudnnTensorStruct kernel;  ///< its batch are the outputs
  cudnnTensorStruct output;
  cudnnConvolutionStruct convolution;

  FactorRounding rounding() const;
};

/// Throws RefusedByCudnn when types or sizes do not fit each other.
ConvolutionProblem convolution_problem(cudnnTensorDescriptor_t picture,
                                       cudnnFilterDescriptor_t kernel,
                                       cudnnConvolutionDescriptor_t convolution,
                                       cudnnTensorDescriptor_t output);

// The three results, from the two other tensors.
Numbers convolve(const ConvolutionProblem& problem, const Numbers& picture, const Numbers& kernel);
Numbers convolve_backward_picture(const ConvolutionProblem& problem, const Numbers& kernel,
                                  const Numbers& output);
Numbers convolve_backward_kernel(const ConvolutionProblem& problem, const Numbers& picture,
                                 const Numbers& output);

}  // namespace timbre::emulated
