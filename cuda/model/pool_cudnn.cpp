#include "model/pool_cudnn.hpp"

#include "model/tensor_cudnn.hpp"
#include "timbre/core/error.hpp"

namespace timbre::cuda {
namespace {

std::int64_t output_size(std::int64_t input, const PoolShape& shape) {
  const std::int64_t room = input + 2 * shape.padding - shape.window;
  require(room >= 0, "a pooling window is larger than its pictures");
  return room / shape.stride + 1;
}

// The plain CUDNN_POOLING_MAX may add up gradients in any order.
cudnnPoolingMode_t mode_of(PoolKind kind) {
  return kind == PoolKind::max ? CUDNN_POOLING_MAX_DETERMINISTIC
                               : CUDNN_POOLING_AVERAGE_COUNT_EXCLUDE_PADDING;
}

PoolingDescriptor make_pooling(const PoolShape& shape) {
  cudnnPoolingDescriptor_t made = nullptr;
  TIMBRE_LIBRARY_CHECK(cudnnCreatePoolingDescriptor(&made));
  PoolingDescriptor pooling(made);
  TIMBRE_LIBRARY_CHECK(cudnnSetPooling2dDescriptor(made, mode_of(shape.kind), CUDNN_PROPAGATE_NAN,
                                                   shape.window, shape.window, shape.padding,
                                                   shape.padding, shape.stride, shape.stride));
  return pooling;
}

}  // namespace

Pool2d::Pool2d(Libraries& libraries, const PoolShape& shape)
    : handle_(libraries.cudnn()),
      output_rows_(output_size(shape.rows, shape)),
      output_columns_(output_size(shape.columns, shape)),
      pooling_(make_pooling(shape)),
      input_(make_tensor(CUDNN_DATA_FLOAT, shape.batch, shape.channels, shape.rows, shape.columns)),
      output_(make_tensor(CUDNN_DATA_FLOAT, shape.batch, shape.channels, output_rows_,
                          output_columns_)) {}

void Pool2d::forward(float* output, const float* input) const {
  TIMBRE_LIBRARY_CHECK(cudnnPoolingForward(handle_, pooling_.get(), &one, input_.get(), input,
                                           &zero, output_.get(), output));
}

void Pool2d::backward(float* input_gradient, const float* output_gradient, const float* output,
                      const float* input) const {
  TIMBRE_LIBRARY_CHECK(cudnnPoolingBackward(handle_, pooling_.get(), &one, output_.get(), output,
                                            output_.get(), output_gradient, input_.get(), input,
                                            &zero, input_.get(), input_gradient));
}

}  // namespace timbre::cuda
