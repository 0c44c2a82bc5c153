#pragma once

#include <cudnn.h>

#include <string>

#include "emulator/library/call.hpp"
#include "emulator/library/numbers.hpp"
#include "emulator/library/operands.hpp"
#include "emulator/runtime/registry.hpp"

// What cuDNN's handles point to; its headers declare these names and leave them open.

/// Sizes of pictures, or of a kernel with its outputs as batch; they lie in memory as
/// [batch, rows, columns, channels] without gaps.
struct cudnnTensorStruct {
  bool described = false;
  cudnnDataType_t type = CUDNN_DATA_FLOAT;
  int batch = 0, channels = 0, rows = 0, columns = 0;
};
struct cudnnFilterStruct : cudnnTensorStruct {};

struct cudnnConvolutionStruct {
  bool described = false;
  int pad_rows = 0, pad_columns = 0, stride_rows = 1, stride_columns = 1;
  cudnnMathType_t math = CUDNN_DEFAULT_MATH;
};

struct cudnnPoolingStruct {
  bool described = false;
  cudnnPoolingMode_t mode = CUDNN_POOLING_MAX;
  int window_rows = 1, window_columns = 1;
  int pad_rows = 0, pad_columns = 0, stride_rows = 1, stride_columns = 1;
};

struct cudnnContext {
  bool has_stream = false;
  cudaStream_t stream = nullptr;
};

namespace timbre::emulated {

using RefusedByCudnn = RefusedByLibrary<cudnnStatus_t>;

template <typename Body>
cudnnStatus_t cudnn_call(const char* function, Body body) {
  constexpr LibraryStatuses<cudnnStatus_t> statuses{CUDNN_STATUS_SUCCESS, CUDNN_STATUS_BAD_PARAM,
                                                    CUDNN_STATUS_EXECUTION_FAILED};
  return library_call(statuses, function, body);
}

/// Throws RefusedByCudnn unless it holds.
void require_parameter(bool holds, const std::string& what);
void require_supported(bool holds, const std::string& what);

struct CudnnObjects {
  Registry<cudnnContext> handles{"cuDNN handles"};
  Registry<cudnnTensorStruct> tensors{"tensor descriptors"};
  Registry<cudnnFilterStruct> filters{"filter descriptors"};
  Registry<cudnnConvolutionStruct> convolutions{"convolution descriptors"};
  Registry<cudnnPoolingStruct> poolings{"pooling descriptors"};

  CudnnObjects();
};
CudnnObjects& cudnn_objects();

// The live objects of handles. Each throws Fault for one that is not alive or, of a descriptor,
// says nothing yet.
cudnnContext& context_of(cudnnHandle_t handle);
const cudnnTensorStruct& tensor_of(cudnnTensorDescriptor_t handle, const std::string& name);
const cudnnTensorStruct& tensor_of(cudnnFilterDescriptor_t handle, const std::string& name);
const cudnnConvolutionStruct& convolution_of(cudnnConvolutionDescriptor_t handle);
const cudnnPoolingStruct& pooling_of(cudnnPoolingDescriptor_t handle);

/// The stream that the handle's work goes to; a handle that was never given one is refused, for
/// the default stream would wait for all others.
cudaStream_t stream_of_handle(cudnnHandle_t handle);

/// "4x3x3x2 (batch, rows, columns, channels)"
std::string describe(const cudnnTensorStruct& tensor);
std::size_t value_count(const cudnnTensorStruct& tensor);
NumberType number_type(const cudnnTensorStruct& tensor);
bool same_sizes(const cudnnTensorStruct& first, const cudnnTensorStruct& second);
Operand operand(const std::string& name, const cudnnTensorStruct& tensor, const void* address,
                Use use);

}  // namespace timbre::emulated
