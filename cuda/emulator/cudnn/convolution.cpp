#include "emulator/cudnn/convolution.hpp"

namespace timbre::emulated {
namespace {

int output_size(int picture, int kernel, int padding, int stride) {
  return (picture + 2 * padding - kernel) / stride + 1;
}

void check_sizes(const ConvolutionProblem& problem) {
  const auto& [picture, kernel, output, convolution] = problem;
  require_parameter(picture.type == kernel.type && picture.type == output.type,
                    "the tensors' data types differ");
  require_parameter(kernel.channels == picture.channels,
                    "the kernel " + describe(kernel) + " has other channels than the pictures " +
                        describe(picture));
  require_parameter(kernel.rows <= picture.rows + 2 * convolution.pad_rows &&
                        kernel.columns <= picture.columns + 2 * convolution.pad_columns,
                    "the kernel " + describe(kernel) + " is larger than the padded pictures " +
                        describe(picture));
  cudnnTensorStruct expected = output;
  expected.batch = picture.batch;
  expected.channels = kernel.batch;
  expected.rows =
      output_size(picture.rows, kernel.rows, convolution.pad_rows, convolution.stride_rows);
  expected.columns = output_size(picture.columns, kernel.columns, convolution.pad_columns,
                                 convolution.stride_columns);
  require_parameter(
      same_sizes(expected, output),
      "the output's descriptor says " + describe(output) + ", but it is " + describe(expected));
}

/// Where the values of one multiplication lie: those of a pixel of the picture and of the output
/// follow each other, and so do those of one output's kernel at one place.
struct Tap {
  std::size_t picture, kernel, output;
};

template <typename Visit>
void for_each_tap_of_pixel(const ConvolutionProblem& problem, int example, int row, int column,
                           const Visit& visit) {
  const auto& [picture, kernel, output, convolution] = problem;
  const std::size_t output_pixel =
      (static_cast<std::size_t>(example) * output.rows + row) * output.columns + column;
  for (int kernel_row = 0; kernel_row < kernel.rows; ++kernel_row) {
    const int picture_row = row * convolution.stride_rows - convolution.pad_rows + kernel_row;
    if (picture_row < 0 || picture_row >= picture.rows) continue;
    for (int kernel_column = 0; kernel_column < kernel.columns; ++kernel_column) {
      const int picture_column =
          column * convolution.stride_columns - convolution.pad_columns + kernel_column;
      if (picture_column < 0 || picture_column >= picture.columns) continue;
      const std::size_t picture_pixel =
          (static_cast<std::size_t>(example) * picture.rows + picture_row) * picture.columns +
          picture_column;
      const std::size_t kernel_pixel =
          static_cast<std::size_t>(kernel_row) * kernel.columns + kernel_column;
      visit(Tap{picture_pixel * picture.channels, kernel_pixel * kernel.channels,
                output_pixel * output.channels});
    }
  }
}

template <typename Visit>
void for_each_tap(const ConvolutionProblem& problem, const Visit& visit) {
  for (int example = 0; example < problem.output.batch; ++example) {
    for (int row = 0; row < problem.output.rows; ++row) {
      for (int column = 0; column < problem.output.columns; ++column)
        for_each_tap_of_pixel(problem, example, row, column, visit);
    }
  }
}

std::size_t values_per_output(const cudnnTensorStruct& kernel) {
  return value_count(kernel) / static_cast<std::size_t>(kernel.batch);
}

}  // namespace

FactorRounding ConvolutionProblem::rounding() const {
  const bool exact = picture.type != CUDNN_DATA_FLOAT || convolution.math == CUDNN_FMA_MATH;
  return exact ? FactorRounding::none : FactorRounding::tf32;
}

ConvolutionProblem convolution_problem(cudnnTensorDescriptor_t picture,
                                       cudnnFilterDescriptor_t kernel,
                                       cudnnConvolutionDescriptor_t convolution,
                                       cudnnTensorDescriptor_t output) {
  const ConvolutionProblem problem{tensor_of(picture, "the picture"),
                                   tensor_of(kernel, "the kernel"), tensor_of(output, "the output"),
                                   convolution_of(convolution)};
  check_sizes(problem);
  return problem;
}

Numbers convolve(const ConvolutionProblem& problem, const Numbers& picture, const Numbers& kernel) {
  Numbers output(value_count(problem.output));
  const std::size_t step = values_per_output(problem.kernel);
  for_each_tap(problem, [&](const Tap& tap) {
    for (int channel = 0; channel < problem.output.channels; ++channel) {
      double sum = 0.0;
      for (int in = 0; in < problem.picture.channels; ++in)
        sum += picture[tap.picture + in] * kernel[channel * step + tap.kernel + in];
      output[tap.output + channel] += sum;
    }
  });
  return output;
}

Numbers convolve_backward_picture(const ConvolutionProblem& problem, const Numbers& kernel,
                                  const Numbers& output) {
  Numbers picture(value_count(problem.picture));
  const std::size_t step = values_per_output(problem.kernel);
  for_each_tap(problem, [&](const Tap& tap) {
    for (int channel = 0; channel < problem.output.channels; ++channel) {
      for (int in = 0; in < problem.picture.channels; ++in) {
        picture[tap.picture + in] +=
            output[tap.output + channel] * kernel[channel * step + tap.kernel + in];
      }
    }
  });
  return picture;
}

Numbers convolve_backward_kernel(const ConvolutionProblem& problem, const Numbers& picture,
                                 const Numbers& output) {
  Numbers kernel(value_count(problem.kernel));
  const std::size_t step = values_per_output(problem.kernel);
  for_each_tap(problem, [&](const Tap& tap) {
    for (int channel = 0; channel < problem.output.channels; ++channel) {
      for (int in = 0; in < problem.picture.channels; ++in) {
        kernel[channel * step + tap.kernel + in] +=
            output[tap.output + channel] * picture[tap.picture + in];
      }
    }
  });
  return kernel;
}

}  // namespace timbre::emulated
