#include "model/conv_algorithms.hpp"

#include <array>
#include <string>

#include "timbre/core/error.hpp"

namespace timbre::cuda {
namespace {

// More than cuDNN has of any kind, with each of its arithmetics.
constexpr int most_algorithms = 32;

// `list(count, returned, results)` asks the heuristics, `workspace(algorithm, bytes)` how much an
// algorithm takes; one that is not supported after all is passed over.
template <typename Performance, typename List, typename WorkspaceOf>
auto choose(const char* what, const Conv2dOptions& options, const List& list,
            const WorkspaceOf& workspace) {
  std::array<Performance, most_algorithms> results{};
  int returned = 0;
  check(list(most_algorithms, &returned, results.data()), what);
  for (int index = 0; index < returned; ++index) {
    const Performance& result = results[static_cast<std::size_t>(index)];
    if (result.status != CUDNN_STATUS_SUCCESS) continue;
    if (options.deterministic && result.determinism != CUDNN_DETERMINISTIC) continue;
    std::size_t bytes = 0;
    if (workspace(result.algo, &bytes) != CUDNN_STATUS_SUCCESS) continue;
    if (bytes > options.workspace_limit) continue;
    return ChosenAlgorithm<decltype(result.algo)>{result.algo, bytes};
  }
  throw Error(std::string("cuDNN has no ") + (options.deterministic ? "deterministic " : "") +
              "algorithm for " + what + " within " + std::to_string(options.workspace_limit) +
              " bytes of workspace; use --device cpu");
}

}  // namespace

ConvAlgorithms choose_algorithms(cudnnHandle_t handle, const ConvDescriptors& descriptors,
                                 const Conv2dOptions& options) {
  const auto picture = descriptors.picture.get();
  const auto kernel = descriptors.kernel.get();
  const auto output = descriptors.output.get();
  const auto convolution = descriptors.convolution.get();
  ConvAlgorithms chosen;
  chosen.forward = choose<cudnnConvolutionFwdAlgoPerf_t>(
      "a convolution", options,
      [&](int most, int* returned, cudnnConvolutionFwdAlgoPerf_t* results) {
        return cudnnGetConvolutionForwardAlgorithm_v7(handle, picture, kernel, convolution, output,
                                                      most, returned, results);
      },
      [&](cudnnConvolutionFwdAlgo_t algorithm, std::size_t* bytes) {
        return cudnnGetConvolutionForwardWorkspaceSize(handle, picture, kernel, convolution, output,
                                                       algorithm, bytes);
      });
  chosen.backward_input = choose<cudnnConvolutionBwdDataAlgoPerf_t>(
      "the gradient of a convolution's input", options,
      [&](int most, int* returned, cudnnConvolutionBwdDataAlgoPerf_t* results) {
        return cudnnGetConvolutionBackwardDataAlgorithm_v7(handle, kernel, output, convolution,
                                                           picture, most, returned, results);
      },
      [&](cudnnConvolutionBwdDataAlgo_t algorithm, std::size_t* bytes) {
        return cudnnGetConvolutionBackwardDataWorkspaceSize(handle, kernel, output, convolution,
                                                            picture, algorithm, bytes);
      });
  chosen.backward_kernel = choose<cudnnConvolutionBwdFilterAlgoPerf_t>(
      "the gradient of a convolution's kernel", options,
      [&](int most, int* returned, cudnnConvolutionBwdFilterAlgoPerf_t* results) {
        return cudnnGetConvolutionBackwardFilterAlgorithm_v7(handle, picture, output, convolution,
                                                             kernel, most, returned, results);
      },
      [&](cudnnConvolutionBwdFilterAlgo_t algorithm, std::size_t* bytes) {
        return cudnnGetConvolutionBackwardFilterWorkspaceSize(handle, picture, output, convolution,
                                                              kernel, algorithm, bytes);
      });
  return chosen;
}

}  // namespace timbre::cuda
