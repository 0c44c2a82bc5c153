#include "model/conv_shape.hpp"

#include <algorithm>

#include "timbre/core/error.hpp"
#include "timbre/model/convolution.hpp"

namespace timbre::cuda {
Conv2dSizes::Conv2dSizes(const Conv2dShape& shape) {
  require(std::min({shape.batch, shape.rows, shape.columns, shape.in, shape.kernel_rows,
                    shape.kernel_columns, shape.out, shape.stride}) > 0,
          "a convolution's size is not positive");
  const model::ConvolvedSide row =
      model::convolved_side(shape.rows, shape.kernel_rows, shape.stride, shape.padding, shape.pad);
  const model::ConvolvedSide column = model::convolved_side(shape.columns, shape.kernel_columns,
                                                            shape.stride, shape.padding, shape.pad);
  require(std::min(row.output, column.output) > 0,
          "a convolution's kernel is larger than its pictures");
  output_rows = row.output;
  output_columns = column.output;
  padding = {row.before, row.after, column.before, column.after};
}

}  // namespace timbre::cuda
