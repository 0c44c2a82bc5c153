#pragma once

#include <span>

#include "emulator/cudnn/convolution.hpp"

namespace timbre::emulated {

/// An algorithm for one of the three convolutions, as the emulated cuDNN describes it. None of them
/// differs in what it computes; they differ in what a caller must heed.
template <typename Algorithm>
struct AlgorithmFacts {
  Algorithm algorithm;
  bool supported = true;
  bool deterministic = true;
  bool has_workspace = false;
};

// Fastest first, as the heuristics answer; the first one is not supported for NHWC.
std::span<const AlgorithmFacts<cudnnConvolutionFwdAlgo_t>> algorithms(cudnnConvolutionFwdAlgo_t);
std::span<const AlgorithmFacts<cudnnConvolutionBwdDataAlgo_t>> algorithms(
    cudnnConvolutionBwdDataAlgo_t);
std::span<const AlgorithmFacts<cudnnConvolutionBwdFilterAlgo_t>> algorithms(
    cudnnConvolutionBwdFilterAlgo_t);

/// No multiple of an alignment, and larger with rounded factors.
std::size_t algorithm_workspace(const ConvolutionProblem& problem);

/// Throws RefusedByCudnn for an algorithm that is not supported.
template <typename Algorithm>
const AlgorithmFacts<Algorithm>& facts_of(Algorithm algorithm) {
  for (const auto& facts : algorithms(algorithm)) {
    if (facts.algorithm == algorithm && facts.supported) return facts;
  }
  throw RefusedByCudnn(CUDNN_STATUS_NOT_SUPPORTED,
                       "algorithm " + std::to_string(algorithm) + " is not supported for NHWC");
}

template <typename Algorithm>
std::size_t workspace_of(const ConvolutionProblem& problem, Algorithm algorithm) {
  return facts_of(algorithm).has_workspace ? algorithm_workspace(problem) : 0;
}

/// Answers one of the cudnnGet*Algorithm_v7 functions.
template <typename Performance>
void list_algorithms(const ConvolutionProblem& problem, int requested, int* returned,
                     Performance* results) {
  require_parameter(requested > 0 && returned && results, "there is no room for the answer");
  *returned = 0;
  for (const auto& facts : algorithms(decltype(Performance::algo){})) {
    if (*returned == requested) return;
    Performance& result = results[(*returned)++];
    result = {};
    result.algo = facts.algorithm;
    result.status = facts.supported ? CUDNN_STATUS_SUCCESS : CUDNN_STATUS_NOT_SUPPORTED;
    result.time = -1.0f;  // as of heuristics that did not measure
    result.memory = facts.has_workspace ? algorithm_workspace(problem) : 0;
    result.determinism = facts.deterministic ? CUDNN_DETERMINISTIC : CUDNN_NON_DETERMINISTIC;
    result.mathType = problem.convolution.math;
  }
}

}  // namespace timbre::emulated
