// cuDNN's pooling.
#include <algorithm>
#include <limits>

#include "emulator/cudnn/objects.hpp"
#include "emulator/runtime/stream.hpp"

namespace timbre::emulated {
namespace {

struct PoolingProblem {
  cudnnPoolingStruct pooling;
  cudnnTensorStruct picture;
  cudnnTensorStruct output;
};

PoolingProblem pooling_problem(cudnnPoolingDescriptor_t pooling_handle,
                               cudnnTensorDescriptor_t picture_handle,
                               cudnnTensorDescriptor_t output_handle) {
  const PoolingProblem problem{pooling_of(pooling_handle), tensor_of(picture_handle, "x"),
                               tensor_of(output_handle, "y")};
  const auto& [pooling, picture, output] = problem;
  require_parameter(picture.rows + 2 * pooling.pad_rows >= pooling.window_rows &&
                        picture.columns + 2 * pooling.pad_columns >= pooling.window_columns,
                    "the window is larger than the padded pictures " + describe(picture));
  cudnnTensorStruct expected = picture;
  expected.rows =
      (picture.rows + 2 * pooling.pad_rows - pooling.window_rows) / pooling.stride_rows + 1;
  expected.columns = (picture.columns + 2 * pooling.pad_columns - pooling.window_columns) /
                         pooling.stride_columns +
                     1;
  require_parameter(
      same_sizes(expected, output) && picture.type == output.type,
      "the output's descriptor says " + describe(output) + ", but it is " + describe(expected));
  return problem;
}

/// The pixels of the picture that a window covers; the ends are not part of it.
struct Window {
  int first_row, end_row, first_column, end_column;
  int size;  ///< what an average divides by
};

Window window_at(const PoolingProblem& problem, int row, int column) {
  const auto& [pooling, picture, output] = problem;
  const int top = row * pooling.stride_rows - pooling.pad_rows;
  const int left = column * pooling.stride_columns - pooling.pad_columns;
  Window window{};
  window.first_row = std::max(top, 0);
  window.first_column = std::max(left, 0);
  window.end_row = std::min(top + pooling.window_rows, picture.rows);
  window.end_column = std::min(left + pooling.window_columns, picture.columns);
  window.size =
      pooling.mode == CUDNN_POOLING_AVERAGE_COUNT_INCLUDE_PADDING
          ? pooling.window_rows * pooling.window_columns
          : (window.end_row - window.first_row) * (window.end_column - window.first_column);
  return window;
}

std::size_t place(const cudnnTensorStruct& tensor, int example, int row, int column, int channel) {
  return ((static_cast<std::size_t>(example) * tensor.rows + row) * tensor.columns + column) *
             tensor.channels +
         channel;
}

bool is_maximum(const cudnnPoolingStruct& pooling) {
  return pooling.mode == CUDNN_POOLING_MAX || pooling.mode == CUDNN_POOLING_MAX_DETERMINISTIC;
}

// Calls visit(window, example, channel, place of the output) for every output.
template <typename Visit>
void for_each_output(const PoolingProblem& problem, const Visit& visit) {
  const cudnnTensorStruct& output = problem.output;
  for (int example = 0; example < output.batch; ++example) {
    for (int row = 0; row < output.rows; ++row) {
      for (int column = 0; column < output.columns; ++column) {
        const Window window = window_at(problem, row, column);
        for (int channel = 0; channel < output.channels; ++channel)
          visit(window, example, channel, place(output, example, row, column, channel));
      }
    }
  }
}

// Calls visit(place of the pixel) for every pixel of the window.
template <typename Visit>
void for_each_pixel(const PoolingProblem& problem, const Window& window, int example, int channel,
                    const Visit& visit) {
  for (int row = window.first_row; row < window.end_row; ++row) {
    for (int column = window.first_column; column < window.end_column; ++column)
      visit(place(problem.picture, example, row, column, channel));
  }
}

Numbers pool(const PoolingProblem& problem, const Numbers& picture) {
  Numbers output(value_count(problem.output));
  const bool maximum = is_maximum(problem.pooling);
  for_each_output(problem, [&](const Window& window, int example, int channel, std::size_t at) {
    double result = maximum ? -std::numeric_limits<double>::infinity() : 0.0;
    for_each_pixel(problem, window, example, channel, [&](std::size_t pixel) {
      result = maximum ? std::max(result, picture[pixel]) : result + picture[pixel];
    });
    output[at] = maximum ? result : result / window.size;
  });
  return output;
}

// A maximum's gradient goes to the first pixel that has it.
Numbers pool_backward(const PoolingProblem& problem, const Numbers& gradient,
                      const Numbers& picture, const Numbers& output) {
  Numbers result(value_count(problem.picture));
  const bool maximum = is_maximum(problem.pooling);
  for_each_output(problem, [&](const Window& window, int example, int channel, std::size_t at) {
    bool given = false;
    for_each_pixel(problem, window, example, channel, [&](std::size_t pixel) {
      if (!maximum) {
        result[pixel] += gradient[at] / window.size;
      } else if (!given && picture[pixel] == output[at]) {
        result[pixel] += gradient[at];
        given = true;
      }
    });
  });
  return result;
}

Numbers load_tensor(const cudnnTensorStruct& tensor, const void* address) {
  return load(address, value_count(tensor), number_type(tensor));
}

}  // namespace
}  // namespace timbre::emulated

using namespace timbre::emulated;

extern "C" {

cudnnStatus_t cudnnPoolingForward(cudnnHandle_t handle, const cudnnPoolingDescriptor_t pooling,
                                  const void* alpha, const cudnnTensorDescriptor_t x_desc,
                                  const void* x, const void* beta,
                                  const cudnnTensorDescriptor_t y_desc, void* y) {
  return cudnn_call(__func__, [&] {
    const PoolingProblem problem = pooling_problem(pooling, x_desc, y_desc);
    const Blend blend = host_blend(alpha, beta);
    const Operands operands({operand("x", problem.picture, x, Use::read),
                             operand("y", problem.output, y, use_of(blend))});
    put_library_call(stream_of_handle(handle), "cudnnPoolingForward", operands, [=] {
      store_blended(y, pool(problem, load_tensor(problem.picture, x)), number_type(problem.output),
                    blend);
    });
  });
}

cudnnStatus_t cudnnPoolingBackward(cudnnHandle_t handle, const cudnnPoolingDescriptor_t pooling,
                                   const void* alpha, const cudnnTensorDescriptor_t y_desc,
                                   const void* y, const cudnnTensorDescriptor_t dy_desc,
                                   const void* dy, const cudnnTensorDescriptor_t x_desc,
                                   const void* x, const void* beta,
                                   const cudnnTensorDescriptor_t dx_desc, void* dx) {
  return cudnn_call(__func__, [&] {
    const PoolingProblem problem = pooling_problem(pooling, x_desc, y_desc);
    pooling_problem(pooling, dx_desc, dy_desc);
    require_parameter(same_sizes(problem.picture, tensor_of(dx_desc, "dx")),
                      "x and dx have different sizes");
    const Blend blend = host_blend(alpha, beta);
    const Operands operands({operand("y", problem.output, y, Use::read),
                             operand("dy", problem.output, dy, Use::read),
                             operand("x", problem.picture, x, Use::read),
                             operand("dx", problem.picture, dx, use_of(blend))});
    put_library_call(stream_of_handle(handle), "cudnnPoolingBackward", operands, [=] {
      store_blended(dx,
                    pool_backward(problem, load_tensor(problem.output, dy),
                                  load_tensor(problem.picture, x), load_tensor(problem.output, y)),
                    number_type(problem.picture), blend);
    });
  });
}

}  // extern "C"
