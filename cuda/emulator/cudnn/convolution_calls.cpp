// cuDNN's functions of convolutions.
#include <functional>

#include "emulator/cudnn/algorithms.hpp"

namespace timbre::emulated {
namespace {

struct Tensor {
  std::string name;
  cudnnTensorStruct sizes;
  const void* address;

  Numbers factors(FactorRounding rounding) const {
    return load(address, value_count(sizes), number_type(sizes), rounding);
  }
};

struct WorkspaceGiven {
  void* address;
  std::size_t bytes;
};

// What differs from run to run with an algorithm that promises no order of its sums: the last bits.
double last_bits(bool deterministic) {
  static std::uint64_t runs = 0;
  constexpr std::uint64_t ways = 3;
  return deterministic ? 1.0 : 1.0 + static_cast<double>(++runs % ways) * 0x1p-23;
}

using Compute = std::function<Numbers(const Numbers& first, const Numbers& second)>;

// Puts the computation of the result from two other tensors on the handle's stream.
template <typename Algorithm>
void put_convolution(cudnnHandle_t handle, const char* function, const ConvolutionProblem& problem,
                     Algorithm algorithm, const WorkspaceGiven& given, const Blend& blend,
                     const Tensor& result, const Tensor& first, const Tensor& second,
                     const Compute& compute) {
  const cudaStream_t stream = stream_of_handle(handle);
  const std::size_t needed = workspace_of(problem, algorithm);
  if (given.bytes < needed) {
    throw RefusedByCudnn(CUDNN_STATUS_BAD_PARAM_SIZE_INSUFFICIENT,
                         "the workspace has " + std::to_string(given.bytes) +
                             " bytes, but the algorithm needs " + std::to_string(needed));
  }
  const Operands operands({operand(first.name, first.sizes, first.address, Use::read),
                           operand(second.name, second.sizes, second.address, Use::read),
                           operand(result.name, result.sizes, result.address, use_of(blend)),
                           {.name = "the workspace",
                            .address = given.address,
                            .bytes = needed,
                            .use = Use::scratch,
                            .alignment = 16}});
  const bool deterministic = facts_of(algorithm).deterministic;
  const FactorRounding rounding = problem.rounding();
  put_library_call(stream, function, operands, [=] {
    Numbers values = compute(first.factors(rounding), second.factors(rounding));
    const double factor = last_bits(deterministic);
    for (double& value : values) value *= factor;
    store_blended(const_cast<void*>(result.address), std::move(values), number_type(result.sizes),
                  blend);
  });
}

}  // namespace
}  // namespace timbre::emulated

using namespace timbre::emulated;

extern "C" {

cudnnStatus_t cudnnGetConvolutionForwardAlgorithm_v7(cudnnHandle_t handle,
                                                     const cudnnTensorDescriptor_t x_desc,
                                                     const cudnnFilterDescriptor_t w_desc,
                                                     const cudnnConvolutionDescriptor_t convolution,
                                                     const cudnnTensorDescriptor_t y_desc,
                                                     const int requested, int* returned,
                                                     cudnnConvolutionFwdAlgoPerf_t* results) {
  return cudnn_call(__func__, [&] {
    context_of(handle);
    list_algorithms(convolution_problem(x_desc, w_desc, convolution, y_desc), requested, returned,
                    results);
  });
}

cudnnStatus_t cudnnGetConvolutionForwardWorkspaceSize(
    cudnnHandle_t handle, const cudnnTensorDescriptor_t x_desc,
    const cudnnFilterDescriptor_t w_desc, const cudnnConvolutionDescriptor_t convolution,
    const cudnnTensorDescriptor_t y_desc, cudnnConvolutionFwdAlgo_t algorithm, std::size_t* bytes) {
  return cudnn_call(__func__, [&] {
    context_of(handle);
    *bytes = workspace_of(convolution_problem(x_desc, w_desc, convolution, y_desc), algorithm);
  });
}

cudnnStatus_t cudnnConvolutionForward(cudnnHandle_t handle, const void* alpha,
                                      const cudnnTensorDescriptor_t x_desc, const void* x,
                                      const cudnnFilterDescriptor_t w_desc, const void* w,
                                      const cudnnConvolutionDescriptor_t convolution,
                                      cudnnConvolutionFwdAlgo_t algorithm, void* workspace,
                                      std::size_t workspace_bytes, const void* beta,
                                      const cudnnTensorDescriptor_t y_desc, void* y) {
  return cudnn_call(__func__, [&] {
    const auto problem = convolution_problem(x_desc, w_desc, convolution, y_desc);
    put_convolution(handle, "cudnnConvolutionForward", problem, algorithm,
                    {workspace, workspace_bytes}, host_blend(alpha, beta), {"y", problem.output, y},
                    {"x", problem.picture, x}, {"w", problem.kernel, w},
                    [problem](const Numbers& picture, const Numbers& kernel) {
                      return convolve(problem, picture, kernel);
                    });
  });
}

cudnnStatus_t cudnnGetConvolutionBackwardDataAlgorithm_v7(
    cudnnHandle_t handle, const cudnnFilterDescriptor_t w_desc,
    const cudnnTensorDescriptor_t dy_desc, const cudnnConvolutionDescriptor_t convolution,
    const cudnnTensorDescriptor_t dx_desc, const int requested, int* returned,
    cudnnConvolutionBwdDataAlgoPerf_t* results) {
  return cudnn_call(__func__, [&] {
    context_of(handle);
    list_algorithms(convolution_problem(dx_desc, w_desc, convolution, dy_desc), requested, returned,
                    results);
  });
}

cudnnStatus_t cudnnGetConvolutionBackwardDataWorkspaceSize(
    cudnnHandle_t handle, const cudnnFilterDescriptor_t w_desc,
    const cudnnTensorDescriptor_t dy_desc, const cudnnConvolutionDescriptor_t convolution,
    const cudnnTensorDescriptor_t dx_desc, cudnnConvolutionBwdDataAlgo_t algorithm,
    std::size_t* bytes) {
  return cudnn_call(__func__, [&] {
    context_of(handle);
    *bytes = workspace_of(convolution_problem(dx_desc, w_desc, convolution, dy_desc), algorithm);
  });
}

cudnnStatus_t cudnnConvolutionBackwardData(cudnnHandle_t handle, const void* alpha,
                                           const cudnnFilterDescriptor_t w_desc, const void* w,
                                           const cudnnTensorDescriptor_t dy_desc, const void* dy,
                                           const cudnnConvolutionDescriptor_t convolution,
                                           cudnnConvolutionBwdDataAlgo_t algorithm, void* workspace,
                                           std::size_t workspace_bytes, const void* beta,
                                           const cudnnTensorDescriptor_t dx_desc, void* dx) {
  return cudnn_call(__func__, [&] {
    const auto problem = convolution_problem(dx_desc, w_desc, convolution, dy_desc);
    put_convolution(
        handle, "cudnnConvolutionBackwardData", problem, algorithm, {workspace, workspace_bytes},
        host_blend(alpha, beta), {"dx", problem.picture, dx}, {"w", problem.kernel, w},
        {"dy", problem.output, dy}, [problem](const Numbers& kernel, const Numbers& output) {
          return convolve_backward_picture(problem, kernel, output);
        });
  });
}

cudnnStatus_t cudnnGetConvolutionBackwardFilterAlgorithm_v7(
    cudnnHandle_t handle, const cudnnTensorDescriptor_t x_desc,
    const cudnnTensorDescriptor_t dy_desc, const cudnnConvolutionDescriptor_t convolution,
    const cudnnFilterDescriptor_t dw_desc, const int requested, int* returned,
    cudnnConvolutionBwdFilterAlgoPerf_t* results) {
  return cudnn_call(__func__, [&] {
    context_of(handle);
    list_algorithms(convolution_problem(x_desc, dw_desc, convolution, dy_desc), requested, returned,
                    results);
  });
}

cudnnStatus_t cudnnGetConvolutionBackwardFilterWorkspaceSize(
    cudnnHandle_t handle, const cudnnTensorDescriptor_t x_desc,
    const cudnnTensorDescriptor_t dy_desc, const cudnnConvolutionDescriptor_t convolution,
    const cudnnFilterDescriptor_t dw_desc, cudnnConvolutionBwdFilterAlgo_t algorithm,
    std::size_t* bytes) {
  return cudnn_call(__func__, [&] {
    context_of(handle);
    *bytes = workspace_of(convolution_problem(x_desc, dw_desc, convolution, dy_desc), algorithm);
  });
}

cudnnStatus_t cudnnConvolutionBackwardFilter(cudnnHandle_t handle, const void* alpha,
                                             const cudnnTensorDescriptor_t x_desc, const void* x,
                                             const cudnnTensorDescriptor_t dy_desc, const void* dy,
                                             const cudnnConvolutionDescriptor_t convolution,
                                             cudnnConvolutionBwdFilterAlgo_t algorithm,
                                             void* workspace, std::size_t workspace_bytes,
                                             const void* beta,
                                             const cudnnFilterDescriptor_t dw_desc, void* dw) {
  return cudnn_call(__func__, [&] {
    const auto problem = convolution_problem(x_desc, dw_desc, convolution, dy_desc);
    put_convolution(
        handle, "cudnnConvolutionBackwardFilter", problem, algorithm, {workspace, workspace_bytes},
        host_blend(alpha, beta), {"dw", problem.kernel, dw}, {"x", problem.picture, x},
        {"dy", problem.output, dy}, [problem](const Numbers& picture, const Numbers& output) {
          return convolve_backward_kernel(problem, picture, output);
        });
  });
}

cudnnStatus_t cudnnConvolutionBackwardBias(cudnnHandle_t handle, const void* alpha,
                                           const cudnnTensorDescriptor_t dy_desc, const void* dy,
                                           const void* beta, const cudnnTensorDescriptor_t db_desc,
                                           void* db) {
  return cudnn_call(__func__, [&] {
    const cudnnTensorStruct values = tensor_of(dy_desc, "dy");
    const cudnnTensorStruct sums = tensor_of(db_desc, "db");
    cudnnTensorStruct expected = sums;
    expected.batch = expected.rows = expected.columns = 1;
    expected.channels = values.channels;
    require_parameter(
        same_sizes(expected, sums) && sums.type == values.type,
        "db's descriptor says " + describe(sums) + ", but it is " + describe(expected));
    const Blend blend = host_blend(alpha, beta);
    const Operands operands(
        {operand("dy", values, dy, Use::read), operand("db", sums, db, use_of(blend))});
    put_library_call(stream_of_handle(handle), "cudnnConvolutionBackwardBias", operands, [=] {
      Numbers result(static_cast<std::size_t>(sums.channels));
      const Numbers all = load(dy, value_count(values), number_type(values));
      for (std::size_t index = 0; index < all.size(); ++index)
        result[index % result.size()] += all[index];
      store_blended(db, std::move(result), number_type(sums), blend);
    });
  });
}

}  // extern "C"
