#include <memory>

#include "emulator/cudnn/objects.hpp"

namespace timbre::emulated {
namespace {

void describe_pictures(cudnnTensorStruct& tensor, cudnnTensorFormat_t format, cudnnDataType_t type,
                       int batch, int channels, int rows, int columns) {
  require_parameter(batch > 0 && channels > 0 && rows > 0 && columns > 0, "a size is not positive");
  require_supported(type == CUDNN_DATA_FLOAT || type == CUDNN_DATA_BFLOAT16,
                    "the emulated device knows float and bfloat16 only");
  require_supported(format == CUDNN_TENSOR_NHWC, "the emulated device knows NHWC only");
  tensor.described = true;
  tensor.type = type;
  tensor.batch = batch;
  tensor.channels = channels;
  tensor.rows = rows;
  tensor.columns = columns;
}

template <typename Object>
cudnnStatus_t create(const char* function, Registry<Object>& registry, Object** handle) {
  return cudnn_call(function, [&] { *handle = registry.add(std::make_unique<Object>()); });
}

template <typename Object>
cudnnStatus_t destroy(const char* function, Registry<Object>& registry, Object* handle) {
  return cudnn_call(function, [&] { registry.remove(handle); });
}

}  // namespace
}  // namespace timbre::emulated

using namespace timbre::emulated;

extern "C" {

cudnnStatus_t cudnnCreateTensorDescriptor(cudnnTensorDescriptor_t* tensor) {
  return create(__func__, cudnn_objects().tensors, tensor);
}

cudnnStatus_t cudnnDestroyTensorDescriptor(cudnnTensorDescriptor_t tensor) {
  return destroy(__func__, cudnn_objects().tensors, tensor);
}

cudnnStatus_t cudnnSetTensor4dDescriptor(cudnnTensorDescriptor_t tensor, cudnnTensorFormat_t format,
                                         cudnnDataType_t type, int batch, int channels, int rows,
                                         int columns) {
  return cudnn_call(__func__, [&] {
    describe_pictures(cudnn_objects().tensors.get(tensor), format, type, batch, channels, rows,
                      columns);
  });
}

cudnnStatus_t cudnnCreateFilterDescriptor(cudnnFilterDescriptor_t* filter) {
  return create(__func__, cudnn_objects().filters, filter);
}

cudnnStatus_t cudnnDestroyFilterDescriptor(cudnnFilterDescriptor_t filter) {
  return destroy(__func__, cudnn_objects().filters, filter);
}

cudnnStatus_t cudnnSetFilter4dDescriptor(cudnnFilterDescriptor_t filter, cudnnDataType_t type,
                                         cudnnTensorFormat_t format, int outputs, int channels,
                                         int rows, int columns) {
  return cudnn_call(__func__, [&] {
    describe_pictures(cudnn_objects().filters.get(filter), format, type, outputs, channels, rows,
                      columns);
  });
}

cudnnStatus_t cudnnCreateConvolutionDescriptor(cudnnConvolutionDescriptor_t* convolution) {
  return create(__func__, cudnn_objects().convolutions, convolution);
}

cudnnStatus_t cudnnDestroyConvolutionDescriptor(cudnnConvolutionDescriptor_t convolution) {
  return destroy(__func__, cudnn_objects().convolutions, convolution);
}

cudnnStatus_t cudnnSetConvolution2dDescriptor(cudnnConvolutionDescriptor_t convolution,
                                              int pad_rows, int pad_columns, int stride_rows,
                                              int stride_columns, int dilation_rows,
                                              int dilation_columns, cudnnConvolutionMode_t mode,
                                              cudnnDataType_t compute) {
  return cudnn_call(__func__, [&] {
    cudnnConvolutionStruct& described_one = cudnn_objects().convolutions.get(convolution);
    require_parameter(pad_rows >= 0 && pad_columns >= 0, "a padding is negative");
    require_parameter(stride_rows > 0 && stride_columns > 0, "a stride is not positive");
    require_supported(dilation_rows == 1 && dilation_columns == 1,
                      "the emulated device knows no dilation");
    require_supported(mode == CUDNN_CROSS_CORRELATION,
                      "the emulated device turns no kernels: use CUDNN_CROSS_CORRELATION");
    require_supported(compute == CUDNN_DATA_FLOAT, "the emulated device adds up in float only");
    described_one.described = true;
    described_one.pad_rows = pad_rows;
    described_one.pad_columns = pad_columns;
    described_one.stride_rows = stride_rows;
    described_one.stride_columns = stride_columns;
  });
}

cudnnStatus_t cudnnSetConvolutionMathType(cudnnConvolutionDescriptor_t convolution,
                                          cudnnMathType_t math) {
  return cudnn_call(__func__, [&] {
    cudnnConvolutionStruct& changed = cudnn_objects().convolutions.get(convolution);
    require_supported(math != CUDNN_TENSOR_OP_MATH_ALLOW_CONVERSION,
                      "it would convert float to half, whose range gradients leave");
    changed.math = math;
  });
}

cudnnStatus_t cudnnCreatePoolingDescriptor(cudnnPoolingDescriptor_t* pooling) {
  return create(__func__, cudnn_objects().poolings, pooling);
}

cudnnStatus_t cudnnDestroyPoolingDescriptor(cudnnPoolingDescriptor_t pooling) {
  return destroy(__func__, cudnn_objects().poolings, pooling);
}

cudnnStatus_t cudnnSetPooling2dDescriptor(cudnnPoolingDescriptor_t pooling, cudnnPoolingMode_t mode,
                                          cudnnNanPropagation_t, int window_rows,
                                          int window_columns, int pad_rows, int pad_columns,
                                          int stride_rows, int stride_columns) {
  return cudnn_call(__func__, [&] {
    cudnnPoolingStruct& changed = cudnn_objects().poolings.get(pooling);
    require_parameter(window_rows > 0 && window_columns > 0, "a window's size is not positive");
    require_parameter(stride_rows > 0 && stride_columns > 0, "a stride is not positive");
    require_parameter(pad_rows >= 0 && pad_columns >= 0, "a padding is negative");
    require_supported(pad_rows < window_rows && pad_columns < window_columns,
                      "a window would lie in the padding alone");
    changed = {true,     mode,        window_rows, window_columns,
               pad_rows, pad_columns, stride_rows, stride_columns};
  });
}

}  // extern "C"
