#include "model/batch_norm_cudnn.hpp"

#include "model/tensor_cudnn.hpp"
#include "timbre/core/error.hpp"

namespace timbre::cuda {
namespace {

// The persistent mode, which may be faster, overflows for values beyond a bound of its own.
constexpr cudnnBatchNormMode_t mode = CUDNN_BATCHNORM_SPATIAL;

}  // namespace

// The rows are a batch of pictures of one pixel.
BatchNorm::BatchNorm(Libraries& libraries, const BatchNormShape& shape)
    : handle_(libraries.cudnn()),
      shape_(shape),
      values_(make_tensor(CUDNN_DATA_FLOAT, shape.rows, shape.channels, 1, 1)),
      channels_(make_tensor(CUDNN_DATA_FLOAT, 1, shape.channels, 1, 1)) {
  require(shape.rows > 1, "batch normalisation of one row: its variance is nothing");
}

void BatchNorm::forward_training(float* output, const float* input,
                                 const BatchNormParameters& parameters,
                                 const BatchNormStatistics& running,
                                 const BatchNormStatistics& saved) const {
  TIMBRE_LIBRARY_CHECK(cudnnBatchNormalizationForwardTraining(
      handle_, mode, &one, &zero, values_.get(), input, values_.get(), output, channels_.get(),
      parameters.scale, parameters.shift, shape_.share, running.mean, running.variance,
      shape_.epsilon, saved.mean, saved.variance));
}

void BatchNorm::forward(float* output, const float* input, const BatchNormParameters& parameters,
                        const BatchNormStatistics& running) const {
  TIMBRE_LIBRARY_CHECK(cudnnBatchNormalizationForwardInference(
      handle_, mode, &one, &zero, values_.get(), input, values_.get(), output, channels_.get(),
      parameters.scale, parameters.shift, running.mean, running.variance, shape_.epsilon));
}

void BatchNorm::backward(float* input_gradient, float* scale_gradient, float* shift_gradient,
                         const float* output_gradient, const float* input, const float* scale,
                         const BatchNormStatistics& saved) const {
  TIMBRE_LIBRARY_CHECK(cudnnBatchNormalizationBackward(
      handle_, mode, &one, &zero, &one, &zero, values_.get(), input, values_.get(), output_gradient,
      values_.get(), input_gradient, channels_.get(), scale, scale_gradient, shift_gradient,
      shape_.epsilon, saved.mean, saved.variance));
}

}  // namespace timbre::cuda
