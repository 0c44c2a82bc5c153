// Pooling and batch normalisation of the emulated cuDNN.
#include <cmath>
#include <functional>

#include "emulator/cudnn.hpp"
#include "support/tolerance.hpp"

namespace timbre::test {
namespace {

using emulated::FaultKind;

class CudnnPoolingTest : public CudnnTest {
 protected:
  CudnnPoolingTest() { EXPECT_CUDNN(cudnnCreatePoolingDescriptor(&pooling_)); }
  ~CudnnPoolingTest() override { EXPECT_CUDNN(cudnnDestroyPoolingDescriptor(pooling_)); }

  cudnnStatus_t set(cudnnPoolingMode_t mode, int window, int padding, int stride) {
    return cudnnSetPooling2dDescriptor(pooling_, mode, CUDNN_PROPAGATE_NAN, window, window, padding,
                                       padding, stride, stride);
  }

  // Of one picture of one channel.
  std::vector<float> forward(const std::vector<float>& picture, int size, int output_size) {
    const TestTensor x_desc(1, 1, size, size), y_desc(1, 1, output_size, output_size);
    const DeviceArray<float> x(picture), y(output_size * output_size);
    EXPECT_CUDNN(cudnnPoolingForward(handle(), pooling_, &one, x_desc.get(), x.get(), &zero,
                                     y_desc.get(), y.get()));
    wait();
    return y.values();
  }

  std::vector<float> backward(const std::vector<float>& picture, const std::vector<float>& output,
                              const std::vector<float>& gradient, int size, int output_size) {
    const TestTensor x_desc(1, 1, size, size), y_desc(1, 1, output_size, output_size);
    const DeviceArray<float> x(picture), y(output), dy(gradient), dx(picture.size());
    EXPECT_CUDNN(cudnnPoolingBackward(handle(), pooling_, &one, y_desc.get(), y.get(), y_desc.get(),
                                      dy.get(), x_desc.get(), x.get(), &zero, x_desc.get(),
                                      dx.get()));
    wait();
    return dx.values();
  }

  cudnnPoolingDescriptor_t pooling_ = nullptr;
};

using Values = std::vector<float>;

TEST_F(CudnnPoolingTest, TakesMaximaAndGivesTheirGradientsBack) {
  const Values picture{1, 5, 2,  //
                       5, 0, 3,  //
                       7, 8, 9};
  EXPECT_CUDNN(set(CUDNN_POOLING_MAX_DETERMINISTIC, 2, 0, 1));
  const Values maxima{5, 5, 8, 9};
  EXPECT_EQ(forward(picture, 3, 2), maxima);
  // The first of two equal ones gets the gradient.
  EXPECT_EQ(backward(picture, maxima, {1, 2, 4, 8}, 3, 2), (Values{0, 3, 0, 0, 0, 0, 0, 4, 8}));
}

TEST_F(CudnnPoolingTest, CutsOffWindowsThatDoNotFit) {
  EXPECT_CUDNN(set(CUDNN_POOLING_MAX, 2, 0, 2));
  EXPECT_EQ(forward({1, 2, 9, 3, 4, 9, 9, 9, 9}, 3, 1), Values{4});
}

TEST_F(CudnnPoolingTest, AveragesWithAndWithoutThePadding) {
  const Values picture{4, 8, 12, 16};
  EXPECT_CUDNN(set(CUDNN_POOLING_AVERAGE_COUNT_EXCLUDE_PADDING, 2, 1, 2));
  EXPECT_EQ(forward(picture, 2, 2), picture);
  EXPECT_EQ(backward(picture, picture, {1, 2, 3, 4}, 2, 2), (Values{1, 2, 3, 4}));
  EXPECT_CUDNN(set(CUDNN_POOLING_AVERAGE_COUNT_INCLUDE_PADDING, 2, 1, 2));
  EXPECT_EQ(forward(picture, 2, 2), (Values{1, 2, 3, 4}));
  EXPECT_EQ(backward(picture, picture, {4, 8, 12, 16}, 2, 2), (Values{1, 2, 3, 4}));
}

TEST_F(CudnnPoolingTest, RefusesWhatDoesNotFit) {
  EXPECT_EQ(set(CUDNN_POOLING_MAX, 2, 2, 1), CUDNN_STATUS_NOT_SUPPORTED);
  expect_report(FaultKind::misuse, {"a window would lie in the padding alone"});
  EXPECT_EQ(set(CUDNN_POOLING_MAX, 0, 0, 1), CUDNN_STATUS_BAD_PARAM);
  expect_report(FaultKind::misuse, {"a window's size is not positive"});
  EXPECT_EQ(set(CUDNN_POOLING_MAX, 2, 0, 0), CUDNN_STATUS_BAD_PARAM);
  expect_report(FaultKind::misuse, {"a stride is not positive"});
  EXPECT_EQ(set(CUDNN_POOLING_MAX, 2, -1, 1), CUDNN_STATUS_BAD_PARAM);
  expect_report(FaultKind::misuse, {"a padding is negative"});

  EXPECT_CUDNN(set(CUDNN_POOLING_MAX, 2, 0, 2));
  const TestTensor x_desc(1, 1, 4, 4), y_desc(1, 1, 3, 2), dot(1, 1, 1, 1);
  const DeviceArray<float> x(Values(16)), y(6);
  EXPECT_EQ(cudnnPoolingForward(handle(), pooling_, &one, x_desc.get(), x.get(), &zero,
                                y_desc.get(), y.get()),
            CUDNN_STATUS_BAD_PARAM);
  expect_report(FaultKind::misuse, {"the output's descriptor says 1x3x2x1", "it is 1x2x2x1"});
  EXPECT_EQ(
      cudnnPoolingForward(handle(), pooling_, &one, dot.get(), x.get(), &zero, dot.get(), y.get()),
      CUDNN_STATUS_BAD_PARAM);
  expect_report(FaultKind::misuse, {"the window is larger than the padded pictures"});
}

TEST_F(CudnnPoolingTest, RefusesADescriptorThatWasNeverSet) {
  const TestTensor dot(1, 1, 1, 1);
  const DeviceArray<float> x(Values(1)), y(1);
  EXPECT_EQ(
      cudnnPoolingForward(handle(), pooling_, &one, dot.get(), x.get(), &zero, dot.get(), y.get()),
      CUDNN_STATUS_BAD_PARAM);
  expect_report(FaultKind::misuse, {"the pooling's descriptor was never set"});
}

/// Two channels of four rows, and what batch normalisation makes of them.
class CudnnBatchNormTest : public CudnnTest {
 protected:
  static constexpr int rows = 4, channels = 2;
  static constexpr double epsilon = 0.25;
  const Plain values{1, 10, 3, 20, 5, 40, 7, 50};
  const Plain scale{2, 3}, shift{-1, 5};

  Plain mean() const {
    Plain result(channels);
    for (std::size_t index = 0; index < values.size(); ++index)
      result[index % channels] += values[index] / rows;
    return result;
  }
  Plain variance() const {
    Plain result(channels);
    for (std::size_t index = 0; index < values.size(); ++index)
      result[index % channels] += std::pow(values[index] - mean()[index % channels], 2) / rows;
    return result;
  }
  // With statistics of its own, or with those given.
  Plain normalised(const Plain& means, const Plain& variances) const {
    Plain result = values;
    for (std::size_t index = 0; index < result.size(); ++index) {
      const std::size_t channel = index % channels;
      result[index] = (values[index] - means[channel]) / std::sqrt(variances[channel] + epsilon) *
                          scale[channel] +
                      shift[channel];
    }
    return result;
  }

  // Each result is computed in double from arrays that were rounded to float32, at most three of
  // them, and is rounded itself; the values stay below 128.
  const Tolerance rounded{128 * 0x1p-24, 4 * 0x1p-24, "four float32 roundings, values below 128"};
};

TEST_F(CudnnBatchNormTest, NormalisesABatchAndUpdatesTheStatistics) {
  const TestTensor x_desc(rows, channels, 1, 1), channel_desc(1, channels, 1, 1);
  const DeviceArray<float> x(as_floats(values)), y(values.size());
  const DeviceArray<float> gamma(as_floats(scale)), beta(as_floats(shift));
  const DeviceArray<float> running_mean(Values{1, 1}), running_variance(Values{2, 2});
  const DeviceArray<float> saved_mean(2), saved_inverse(2);
  const double factor = 0.25;
  EXPECT_CUDNN(cudnnBatchNormalizationForwardTraining(
      handle(), CUDNN_BATCHNORM_SPATIAL, &one, &zero, x_desc.get(), x.get(), x_desc.get(), y.get(),
      channel_desc.get(), gamma.get(), beta.get(), factor, running_mean.get(),
      running_variance.get(), epsilon, saved_mean.get(), saved_inverse.get()));
  wait();
  expect_close(y.values(), normalised(mean(), variance()), rounded);
  Plain expected_mean, expected_variance, expected_inverse;
  for (int channel = 0; channel < channels; ++channel) {
    const double unbiased = variance()[channel] * rows / (rows - 1);
    expected_mean.push_back(0.75 * 1 + factor * mean()[channel]);
    expected_variance.push_back(0.75 * 2 + factor * unbiased);
    expected_inverse.push_back(1.0 / std::sqrt(variance()[channel] + epsilon));
  }
  expect_close(running_mean.values(), expected_mean, rounded);
  expect_close(running_variance.values(), expected_variance, rounded);
  expect_close(saved_mean.values(), mean(), rounded);
  expect_close(saved_inverse.values(), expected_inverse, rounded);
}

TEST_F(CudnnBatchNormTest, NormalisesWithGivenStatistics) {
  const TestTensor x_desc(rows, channels, 1, 1), channel_desc(1, channels, 1, 1);
  const DeviceArray<float> x(as_floats(values)), y(values.size());
  const DeviceArray<float> gamma(as_floats(scale)), beta(as_floats(shift));
  const DeviceArray<float> means(Values{2, 4}), variances(Values{3, 9});
  EXPECT_CUDNN(cudnnBatchNormalizationForwardInference(
      handle(), CUDNN_BATCHNORM_SPATIAL, &one, &zero, x_desc.get(), x.get(), x_desc.get(), y.get(),
      channel_desc.get(), gamma.get(), beta.get(), means.get(), variances.get(), epsilon));
  wait();
  expect_close(y.values(), normalised({2, 4}, {3, 9}), rounded);
}

// The gradient of sum(weights * y) against central differences of it.
TEST_F(CudnnBatchNormTest, GivesTheGradients) {
  const Plain weights{1, -2, 3, 1, -1, 2, 2, -3};
  const TestTensor x_desc(rows, channels, 1, 1), channel_desc(1, channels, 1, 1);
  Plain inverse;
  for (const double value : variance()) inverse.push_back(1.0 / std::sqrt(value + epsilon));
  const DeviceArray<float> x(as_floats(values)), dy(as_floats(weights)), dx(values.size());
  const DeviceArray<float> gamma(as_floats(scale)), scale_gradient(2), shift_gradient(2);
  const DeviceArray<float> saved_mean(as_floats(mean())), saved_inverse(as_floats(inverse));
  EXPECT_CUDNN(cudnnBatchNormalizationBackward(
      handle(), CUDNN_BATCHNORM_SPATIAL, &one, &zero, &one, &zero, x_desc.get(), x.get(),
      x_desc.get(), dy.get(), x_desc.get(), dx.get(), channel_desc.get(), gamma.get(),
      scale_gradient.get(), shift_gradient.get(), epsilon, saved_mean.get(), saved_inverse.get()));
  wait();

  const auto loss = [&] {
    const Plain y = normalised(mean(), variance());
    double sum = 0.0;
    for (std::size_t index = 0; index < y.size(); ++index) sum += weights[index] * y[index];
    return sum;
  };
  const auto differences = [&](const Plain& changed) {
    constexpr double step = 1e-3;
    Plain result;
    for (double& value : const_cast<Plain&>(changed)) {
      const double before = value;
      value = before + step;
      const double above = loss();
      value = before - step;
      result.push_back((above - loss()) / (2 * step));
      value = before;
    }
    return result;
  };
  const Tolerance close{1e-5, 1e-5, "float32, and the second order of central differences"};
  expect_close(dx.values(), differences(values), close);
  expect_close(scale_gradient.values(), differences(scale), close);
  expect_close(shift_gradient.values(), differences(shift), close);
}

TEST_F(CudnnBatchNormTest, RefusesWhatDoesNotFit) {
  const TestTensor x_desc(rows, channels, 1, 1), channel_desc(1, channels, 1, 1);
  const TestTensor other(rows, channels + 1, 1, 1), one_row(1, channels, 1, 1);
  const DeviceArray<float> x(Values(16)), y(16), c(Values(2)), d(Values(2)), e(Values(2)),
      f(Values(2));
  const auto infer = [&](cudnnBatchNormMode_t mode, const TestTensor& to,
                         const TestTensor& parameters, double added) {
    return cudnnBatchNormalizationForwardInference(handle(), mode, &one, &zero, x_desc.get(),
                                                   x.get(), to.get(), y.get(), parameters.get(),
                                                   c.get(), d.get(), e.get(), f.get(), added);
  };
  const auto spatial = CUDNN_BATCHNORM_SPATIAL;
  EXPECT_EQ(infer(CUDNN_BATCHNORM_PER_ACTIVATION, x_desc, channel_desc, epsilon),
            CUDNN_STATUS_NOT_SUPPORTED);
  expect_report(FaultKind::misuse, {"normalises whole channels only"});
  EXPECT_EQ(infer(spatial, other, channel_desc, epsilon), CUDNN_STATUS_BAD_PARAM);
  expect_report(FaultKind::misuse, {"the pictures have different sizes"});
  EXPECT_EQ(infer(spatial, x_desc, x_desc, epsilon), CUDNN_STATUS_BAD_PARAM);
  expect_report(FaultKind::misuse, {"the parameters' descriptor says 4x1x1x2", "it is 1x1x1x2"});
  EXPECT_EQ(infer(spatial, x_desc, channel_desc, -1.0), CUDNN_STATUS_BAD_PARAM);
  expect_report(FaultKind::misuse, {"epsilon is negative"});
  const DeviceArray<float> saved_mean(2), saved_inverse(2);
  EXPECT_EQ(cudnnBatchNormalizationForwardTraining(
                handle(), spatial, &one, &zero, one_row.get(), x.get(), one_row.get(), y.get(),
                channel_desc.get(), c.get(), d.get(), 0.1, e.get(), f.get(), epsilon,
                saved_mean.get(), saved_inverse.get()),
            CUDNN_STATUS_BAD_PARAM);
  expect_report(FaultKind::misuse, {"one value of a channel has no variance"});
}

}  // namespace
}  // namespace timbre::test
