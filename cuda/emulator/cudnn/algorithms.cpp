#include "emulator/cudnn/algorithms.hpp"

namespace timbre::emulated {

std::span<const AlgorithmFacts<cudnnConvolutionFwdAlgo_t>> algorithms(cudnnConvolutionFwdAlgo_t) {
  static constexpr AlgorithmFacts<cudnnConvolutionFwdAlgo_t> known[] = {
      {.algorithm = CUDNN_CONVOLUTION_FWD_ALGO_FFT_TILING, .supported = false},
      {.algorithm = CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_PRECOMP_GEMM, .has_workspace = true},
      {.algorithm = CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_GEMM}};
  return known;
}

std::span<const AlgorithmFacts<cudnnConvolutionBwdDataAlgo_t>> algorithms(
    cudnnConvolutionBwdDataAlgo_t) {
  static constexpr AlgorithmFacts<cudnnConvolutionBwdDataAlgo_t> known[] = {
      {.algorithm = CUDNN_CONVOLUTION_BWD_DATA_ALGO_FFT_TILING, .supported = false},
      {.algorithm = CUDNN_CONVOLUTION_BWD_DATA_ALGO_0, .deterministic = false},
      {.algorithm = CUDNN_CONVOLUTION_BWD_DATA_ALGO_1, .has_workspace = true}};
  return known;
}

std::span<const AlgorithmFacts<cudnnConvolutionBwdFilterAlgo_t>> algorithms(
    cudnnConvolutionBwdFilterAlgo_t) {
  static constexpr AlgorithmFacts<cudnnConvolutionBwdFilterAlgo_t> known[] = {
      {.algorithm = CUDNN_CONVOLUTION_BWD_FILTER_ALGO_FFT_TILING, .supported = false},
      {.algorithm = CUDNN_CONVOLUTION_BWD_FILTER_ALGO_0, .deterministic = false},
      {.algorithm = CUDNN_CONVOLUTION_BWD_FILTER_ALGO_1, .has_workspace = true}};
  return known;
}

std::size_t algorithm_workspace(const ConvolutionProblem& problem) {
  const std::size_t copies = problem.convolution.math == CUDNN_FMA_MATH ? 1 : 2;
  return 1000 + copies * value_count(problem.kernel) * sizeof(float);
}

}  // namespace timbre::emulated
