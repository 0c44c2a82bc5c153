#include "model/conv_shape.hpp"

#include <algorithm>

#include "timbre/core/error.hpp"

namespace timbre::cuda {
namespace {

struct Axis {
  std::int64_t output = 0;
  std::int64_t before = 0;
  std::int64_t after = 0;
};

Axis axis_of(std::int64_t input, std::int64_t kernel, std::int64_t stride, model::Padding padding) {
  if (padding == model::Padding::valid) {
    require(kernel <= input, "a convolution's kernel is larger than its pictures");
    return {.output = (input - kernel) / stride + 1};
  }
  const std::int64_t output = (input + stride - 1) / stride;
  const std::int64_t total = std::max<std::int64_t>(0, (output - 1) * stride + kernel - input);
  return {output, total / 2, total - total / 2};
}

}  // namespace

Conv2dSizes::Conv2dSizes(const Conv2dShape& shape) {
  require(std::min({shape.batch, shape.rows, shape.columns, shape.in, shape.kernel_rows,
                    shape.kernel_columns, shape.out, shape.stride}) > 0,
          "a convolution's size is not positive");
  const Axis row = axis_of(shape.rows, shape.kernel_rows, shape.stride, shape.padding);
  const Axis column = axis_of(shape.columns, shape.kernel_columns, shape.stride, shape.padding);
  output_rows = row.output;
  output_columns = column.output;
  padding = {row.before, row.after, column.before, column.after};
}

}  // namespace timbre::cuda
