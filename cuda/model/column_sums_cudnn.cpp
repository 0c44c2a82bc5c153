#include "model/column_sums_cudnn.hpp"

#include "model/tensor_cudnn.hpp"

namespace timbre::cuda {

// The rows are a batch of pictures of one pixel.
ColumnSums::ColumnSums(Libraries& libraries, std::int64_t rows, std::int64_t columns)
    : handle_(libraries.cudnn()),
      matrix_(make_tensor(CUDNN_DATA_FLOAT, rows, columns, 1, 1)),
      sums_(make_tensor(CUDNN_DATA_FLOAT, 1, columns, 1, 1)) {}

void ColumnSums::run(float* sums, const float* matrix) const {
  TIMBRE_LIBRARY_CHECK(
      cudnnConvolutionBackwardBias(handle_, &one, matrix_.get(), matrix, &zero, sums_.get(), sums));
}

}  // namespace timbre::cuda
