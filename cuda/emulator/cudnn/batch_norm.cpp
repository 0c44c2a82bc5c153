// cuDNN's batch normalisation of channels (Ioffe and Szegedy, 2015).
#include <cmath>

#include "emulator/cudnn/objects.hpp"
#include "emulator/runtime/stream.hpp"

namespace timbre::emulated {
namespace {

/// Values of [rows, channels].
struct NormProblem {
  cudnnTensorStruct values;
  cudnnTensorStruct parameters;
  double epsilon;

  std::size_t channels() const { return static_cast<std::size_t>(values.channels); }
  double rows() const { return static_cast<double>(value_count(values) / channels()); }
};

NormProblem norm_problem(cudnnBatchNormMode_t mode, cudnnTensorDescriptor_t first_values,
                         cudnnTensorDescriptor_t second_values, cudnnTensorDescriptor_t parameters,
                         double epsilon) {
  require_supported(mode == CUDNN_BATCHNORM_SPATIAL || mode == CUDNN_BATCHNORM_SPATIAL_PERSISTENT,
                    "the emulated device normalises whole channels only");
  const NormProblem problem{tensor_of(first_values, "x"), tensor_of(parameters, "the parameters"),
                            epsilon};
  const cudnnTensorStruct& second = tensor_of(second_values, "the other pictures");
  require_parameter(same_sizes(problem.values, second) && problem.values.type == second.type,
                    "the pictures have different sizes or types");
  require_supported(problem.values.type == CUDNN_DATA_FLOAT,
                    "the emulated device normalises float only");
  cudnnTensorStruct expected = problem.parameters;
  expected.batch = expected.rows = expected.columns = 1;
  expected.channels = problem.values.channels;
  require_parameter(
      same_sizes(expected, problem.parameters) && problem.parameters.type == CUDNN_DATA_FLOAT,
      "the parameters' descriptor says " + describe(problem.parameters) + ", but it is " +
          describe(expected));
  require_parameter(epsilon >= 0.0, "epsilon is negative");
  return problem;
}

Numbers load_values(const NormProblem& problem, const void* address) {
  return load(address, value_count(problem.values), NumberType::f32);
}

Numbers load_channels(const NormProblem& problem, const void* address) {
  return load(address, problem.channels(), NumberType::f32);
}

struct ChannelStatistics {
  Numbers mean, variance;
};

// The mean and the biased variance of each channel.
ChannelStatistics statistics_of(const NormProblem& problem, const Numbers& values) {
  ChannelStatistics result{Numbers(problem.channels()), Numbers(problem.channels())};
  const std::size_t channels = problem.channels();
  for (std::size_t index = 0; index < values.size(); ++index)
    result.mean[index % channels] += values[index] / problem.rows();
  for (std::size_t index = 0; index < values.size(); ++index) {
    const double deviation = values[index] - result.mean[index % channels];
    result.variance[index % channels] += deviation * deviation / problem.rows();
  }
  return result;
}

Numbers inverse_deviation(const NormProblem& problem, const Numbers& variance) {
  Numbers result(variance.size());
  for (std::size_t index = 0; index < variance.size(); ++index)
    result[index] = 1.0 / std::sqrt(variance[index] + problem.epsilon);
  return result;
}

Numbers normalise(const Numbers& values, const Numbers& mean, const Numbers& inverse,
                  const Numbers& scale, const Numbers& shift) {
  Numbers result(values.size());
  for (std::size_t index = 0; index < values.size(); ++index) {
    const std::size_t channel = index % mean.size();
    result[index] =
        (values[index] - mean[channel]) * inverse[channel] * scale[channel] + shift[channel];
  }
  return result;
}

void update_running(void* running, const Numbers& batch, double factor) {
  const Numbers before = load(running, batch.size(), NumberType::f32);
  Numbers after(batch.size());
  for (std::size_t index = 0; index < batch.size(); ++index)
    after[index] = before[index] * (1.0 - factor) + batch[index] * factor;
  store(running, after, NumberType::f32);
}

Operand channel_operand(const std::string& name, const NormProblem& problem, const void* address,
                        Use use) {
  return operand(name, problem.parameters, address, use);
}

/// Arrays of gradients by channel.
struct Gradients {
  Numbers scale, shift, values;
};

Gradients norm_backward(const NormProblem& problem, const Numbers& values, const Numbers& gradient,
                        const Numbers& scale, const Numbers& mean, const Numbers& inverse) {
  const std::size_t channels = problem.channels();
  Gradients result{Numbers(channels), Numbers(channels), Numbers(values.size())};
  const auto normalised = [&](std::size_t index) {
    return (values[index] - mean[index % channels]) * inverse[index % channels];
  };
  for (std::size_t index = 0; index < values.size(); ++index) {
    result.scale[index % channels] += gradient[index] * normalised(index);
    result.shift[index % channels] += gradient[index];
  }
  for (std::size_t index = 0; index < values.size(); ++index) {
    const std::size_t channel = index % channels;
    const double share =
        (result.shift[channel] + normalised(index) * result.scale[channel]) / problem.rows();
    result.values[index] = scale[channel] * inverse[channel] * (gradient[index] - share);
  }
  return result;
}

}  // namespace
}  // namespace timbre::emulated

using namespace timbre::emulated;

extern "C" {

// The running variance takes the unbiased one of the batch.
cudnnStatus_t cudnnBatchNormalizationForwardTraining(
    cudnnHandle_t handle, cudnnBatchNormMode_t mode, const void* alpha, const void* beta,
    const cudnnTensorDescriptor_t x_desc, const void* x, const cudnnTensorDescriptor_t y_desc,
    void* y, const cudnnTensorDescriptor_t parameter_desc, const void* scale, const void* bias,
    double factor, void* running_mean, void* running_variance, double epsilon, void* saved_mean,
    void* saved_inverse) {
  return cudnn_call(__func__, [&] {
    const NormProblem problem = norm_problem(mode, x_desc, y_desc, parameter_desc, epsilon);
    require_parameter(problem.rows() > 1.0, "one value of a channel has no variance");
    const Blend blend = host_blend(alpha, beta);
    const Operands operands(
        {operand("x", problem.values, x, Use::read), operand("y", problem.values, y, use_of(blend)),
         channel_operand("the scale", problem, scale, Use::read),
         channel_operand("the bias", problem, bias, Use::read),
         channel_operand("the running mean", problem, running_mean, Use::update),
         channel_operand("the running variance", problem, running_variance, Use::update),
         channel_operand("the saved mean", problem, saved_mean, Use::write),
         channel_operand("the saved deviation", problem, saved_inverse, Use::write)});
    put_library_call(stream_of_handle(handle), "cudnnBatchNormalizationForwardTraining", operands,
                     [=] {
                       const Numbers values = load_values(problem, x);
                       auto [mean, variance] = statistics_of(problem, values);
                       const Numbers inverse = inverse_deviation(problem, variance);
                       store_blended(y,
                                     normalise(values, mean, inverse, load_channels(problem, scale),
                                               load_channels(problem, bias)),
                                     NumberType::f32, blend);
                       store(saved_mean, mean, NumberType::f32);
                       store(saved_inverse, inverse, NumberType::f32);
                       for (double& value : variance)
                         value *= problem.rows() / (problem.rows() - 1.0);
                       update_running(running_mean, mean, factor);
                       update_running(running_variance, variance, factor);
                     });
  });
}

cudnnStatus_t cudnnBatchNormalizationForwardInference(
    cudnnHandle_t handle, cudnnBatchNormMode_t mode, const void* alpha, const void* beta,
    const cudnnTensorDescriptor_t x_desc, const void* x, const cudnnTensorDescriptor_t y_desc,
    void* y, const cudnnTensorDescriptor_t parameter_desc, const void* scale, const void* bias,
    const void* mean, const void* variance, double epsilon) {
  return cudnn_call(__func__, [&] {
    const NormProblem problem = norm_problem(mode, x_desc, y_desc, parameter_desc, epsilon);
    const Blend blend = host_blend(alpha, beta);
    const Operands operands({operand("x", problem.values, x, Use::read),
                             operand("y", problem.values, y, use_of(blend)),
                             channel_operand("the scale", problem, scale, Use::read),
                             channel_operand("the bias", problem, bias, Use::read),
                             channel_operand("the mean", problem, mean, Use::read),
                             channel_operand("the variance", problem, variance, Use::read)});
    put_library_call(
        stream_of_handle(handle), "cudnnBatchNormalizationForwardInference", operands, [=] {
          const Numbers inverse = inverse_deviation(problem, load_channels(problem, variance));
          store_blended(y,
                        normalise(load_values(problem, x), load_channels(problem, mean), inverse,
                                  load_channels(problem, scale), load_channels(problem, bias)),
                        NumberType::f32, blend);
        });
  });
}

cudnnStatus_t cudnnBatchNormalizationBackward(
    cudnnHandle_t handle, cudnnBatchNormMode_t mode, const void* alpha_data, const void* beta_data,
    const void* alpha_parameters, const void* beta_parameters, const cudnnTensorDescriptor_t x_desc,
    const void* x, const cudnnTensorDescriptor_t dy_desc, const void* dy,
    const cudnnTensorDescriptor_t dx_desc, void* dx, const cudnnTensorDescriptor_t parameter_desc,
    const void* scale, void* scale_gradient, void* bias_gradient, double epsilon,
    const void* saved_mean, const void* saved_inverse) {
  return cudnn_call(__func__, [&] {
    const NormProblem problem = norm_problem(mode, x_desc, dy_desc, parameter_desc, epsilon);
    norm_problem(mode, x_desc, dx_desc, parameter_desc, epsilon);
    const Blend data = host_blend(alpha_data, beta_data);
    const Blend parameters = host_blend(alpha_parameters, beta_parameters);
    const Operands operands(
        {operand("x", problem.values, x, Use::read), operand("dy", problem.values, dy, Use::read),
         operand("dx", problem.values, dx, use_of(data)),
         channel_operand("the scale", problem, scale, Use::read),
         channel_operand("the scale's gradient", problem, scale_gradient, use_of(parameters)),
         channel_operand("the bias's gradient", problem, bias_gradient, use_of(parameters)),
         channel_operand("the saved mean", problem, saved_mean, Use::read),
         channel_operand("the saved deviation", problem, saved_inverse, Use::read)});
    put_library_call(stream_of_handle(handle), "cudnnBatchNormalizationBackward", operands, [=] {
      Gradients gradients = norm_backward(
          problem, load_values(problem, x), load_values(problem, dy), load_channels(problem, scale),
          load_channels(problem, saved_mean), load_channels(problem, saved_inverse));
      store_blended(dx, std::move(gradients.values), NumberType::f32, data);
      store_blended(scale_gradient, std::move(gradients.scale), NumberType::f32, parameters);
      store_blended(bias_gradient, std::move(gradients.shift), NumberType::f32, parameters);
    });
  });
}

}  // extern "C"
