#include "emulator/cudnn/objects.hpp"

#include "emulator/runtime/stream.hpp"

namespace timbre::emulated {
namespace {

void reset_cudnn_objects() {
  cudnn_objects().handles.reset();
  cudnn_objects().tensors.reset();
  cudnn_objects().filters.reset();
  cudnn_objects().convolutions.reset();
  cudnn_objects().poolings.reset();
}

template <typename Object>
const Object& described(const Object& object, const std::string& name) {
  require_parameter(object.described, name + "'s descriptor was never set");
  return object;
}

}  // namespace

CudnnObjects::CudnnObjects() {
  on_reset(reset_cudnn_objects);
}

CudnnObjects& cudnn_objects() {
  static CudnnObjects current;
  return current;
}

void require_parameter(bool holds, const std::string& what) {
  if (!holds) throw RefusedByCudnn(CUDNN_STATUS_BAD_PARAM, what);
}

void require_supported(bool holds, const std::string& what) {
  if (!holds) throw RefusedByCudnn(CUDNN_STATUS_NOT_SUPPORTED, what);
}

cudnnContext& context_of(cudnnHandle_t handle) {
  return cudnn_objects().handles.get(handle);
}

const cudnnTensorStruct& tensor_of(cudnnTensorDescriptor_t handle, const std::string& name) {
  return described(cudnn_objects().tensors.get(handle), name);
}

const cudnnTensorStruct& tensor_of(cudnnFilterDescriptor_t handle, const std::string& name) {
  return described(cudnn_objects().filters.get(handle), name);
}

const cudnnConvolutionStruct& convolution_of(cudnnConvolutionDescriptor_t handle) {
  return described(cudnn_objects().convolutions.get(handle), "the convolution");
}

const cudnnPoolingStruct& pooling_of(cudnnPoolingDescriptor_t handle) {
  return described(cudnn_objects().poolings.get(handle), "the pooling");
}

cudaStream_t stream_of_handle(cudnnHandle_t handle) {
  const cudnnContext& context = context_of(handle);
  require_parameter(context.has_stream, "the handle was never given a stream");
  stream_of(context.stream);
  return context.stream;
}

std::string describe(const cudnnTensorStruct& tensor) {
  return std::to_string(tensor.batch) + "x" + std::to_string(tensor.rows) + "x" +
         std::to_string(tensor.columns) + "x" + std::to_string(tensor.channels) +
         " (batch, rows, columns, channels)";
}

std::size_t value_count(const cudnnTensorStruct& tensor) {
  return static_cast<std::size_t>(tensor.batch) * tensor.rows * tensor.columns * tensor.channels;
}

NumberType number_type(const cudnnTensorStruct& tensor) {
  return tensor.type == CUDNN_DATA_FLOAT ? NumberType::f32 : NumberType::bf16;
}

bool same_sizes(const cudnnTensorStruct& first, const cudnnTensorStruct& second) {
  return first.batch == second.batch && first.rows == second.rows &&
         first.columns == second.columns && first.channels == second.channels;
}

Operand operand(const std::string& name, const cudnnTensorStruct& tensor, const void* address,
                Use use) {
  const std::size_t size = bytes_of(number_type(tensor));
  return {.name = name,
          .address = address,
          .bytes = value_count(tensor) * size,
          .use = use,
          .alignment = size};
}

}  // namespace timbre::emulated
