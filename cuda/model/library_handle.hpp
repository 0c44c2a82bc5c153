#pragma once

#include <cublasLt.h>
#include <cudnn.h>

#include <memory>
#include <source_location>

namespace timbre::cuda {

/// Each throws Error with file, line, the expression and the library's text of the failure unless
/// `status` is success.
void check(cudnnStatus_t status, const char* expression,
           std::source_location where = std::source_location::current());
void check(cublasStatus_t status, const char* expression,
           std::source_location where = std::source_location::current());

/// For destructors: a failure is logged as a warning.
void check_quietly(cudnnStatus_t status, const char* expression) noexcept;
void check_quietly(cublasStatus_t status, const char* expression) noexcept;

template <auto Destroy>
struct DestroyHandle {
  template <typename Object>
  void operator()(Object* handle) const noexcept {
    check_quietly(Destroy(handle), "destroying a library's object");
  }
};

using CudnnHandle = std::unique_ptr<cudnnContext, DestroyHandle<cudnnDestroy>>;
using TensorDescriptor =
    std::unique_ptr<cudnnTensorStruct, DestroyHandle<cudnnDestroyTensorDescriptor>>;
using FilterDescriptor =
    std::unique_ptr<cudnnFilterStruct, DestroyHandle<cudnnDestroyFilterDescriptor>>;
using ConvolutionDescriptor =
    std::unique_ptr<cudnnConvolutionStruct, DestroyHandle<cudnnDestroyConvolutionDescriptor>>;
using PoolingDescriptor =
    std::unique_ptr<cudnnPoolingStruct, DestroyHandle<cudnnDestroyPoolingDescriptor>>;

using CublasLtHandle = std::unique_ptr<cublasLtContext, DestroyHandle<cublasLtDestroy>>;
using MatmulDescriptor =
    std::unique_ptr<cublasLtMatmulDescOpaque_t, DestroyHandle<cublasLtMatmulDescDestroy>>;
using MatrixLayout =
    std::unique_ptr<cublasLtMatrixLayoutOpaque_t, DestroyHandle<cublasLtMatrixLayoutDestroy>>;
using MatmulPreference = std::unique_ptr<cublasLtMatmulPreferenceOpaque_t,
                                         DestroyHandle<cublasLtMatmulPreferenceDestroy>>;

}  // namespace timbre::cuda

/// A macro only because the message shows the expression.
#define TIMBRE_LIBRARY_CHECK(expression) ::timbre::cuda::check((expression), #expression)
