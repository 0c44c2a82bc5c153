#include "model/tensor_cudnn.hpp"

#include <limits>

#include "timbre/core/error.hpp"

namespace timbre::cuda {

int as_int(std::int64_t size) {
  require(size >= 0 && size <= std::numeric_limits<int>::max(), "a size is too large for cuDNN");
  return static_cast<int>(size);
}

TensorDescriptor make_tensor(cudnnDataType_t type, std::int64_t batch, std::int64_t channels,
                             std::int64_t rows, std::int64_t columns) {
  cudnnTensorDescriptor_t made = nullptr;
  TIMBRE_LIBRARY_CHECK(cudnnCreateTensorDescriptor(&made));
  TensorDescriptor tensor(made);
  TIMBRE_LIBRARY_CHECK(cudnnSetTensor4dDescriptor(made, CUDNN_TENSOR_NHWC, type, as_int(batch),
                                                  as_int(channels), as_int(rows), as_int(columns)));
  return tensor;
}

}  // namespace timbre::cuda
