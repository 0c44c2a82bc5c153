#pragma once

#include "emulator/cudnn.hpp"
#include "emulator/exact.hpp"

namespace timbre::test {

// With the same padding on both sides, as cuDNN has it.
inline PlainConvolution shape_of(std::int64_t batch, std::int64_t rows, std::int64_t columns,
                                 std::int64_t in, std::int64_t kernel, std::int64_t out,
                                 std::int64_t stride, std::int64_t padding) {
  PlainConvolution shape{batch, rows, columns, in, kernel, kernel, out, stride, padding, padding};
  shape.output_rows = (rows + 2 * padding - kernel) / stride + 1;
  shape.output_columns = (columns + 2 * padding - kernel) / stride + 1;
  return shape;
}

inline std::vector<PlainConvolution> shapes() {
  return {shape_of(1, 1, 1, 1, 1, 1, 1, 0), shape_of(2, 5, 4, 3, 3, 2, 1, 0),
          shape_of(2, 5, 4, 3, 3, 2, 1, 1), shape_of(3, 7, 6, 2, 3, 5, 2, 1),
          shape_of(1, 8, 8, 1, 5, 4, 3, 2), shape_of(2, 6, 6, 4, 1, 3, 2, 0)};
}

// cuDNN's [out, height, width, in] from the plain [height, width, in, out], and back.
inline Plain to_cudnn(const PlainConvolution& shape, const Plain& kernel) {
  return plain_transpose(shape.kernels() / shape.out, shape.out, kernel);
}
inline Plain from_cudnn(const PlainConvolution& shape, const std::vector<float>& kernel) {
  return plain_transpose(shape.out, shape.kernels() / shape.out, {kernel.begin(), kernel.end()});
}

/// All that a call of the three convolutions needs.
struct Problem {
  explicit Problem(const PlainConvolution& sizes, cudnnMathType_t math = CUDNN_FMA_MATH)
      : shape(sizes),
        x(int_of(sizes.batch), int_of(sizes.in), int_of(sizes.rows), int_of(sizes.columns)),
        w(int_of(sizes.out), int_of(sizes.in), int_of(sizes.kernel_rows),
          int_of(sizes.kernel_columns)),
        y(int_of(sizes.batch), int_of(sizes.out), int_of(sizes.output_rows),
          int_of(sizes.output_columns)),
        convolution(int_of(sizes.top), int_of(sizes.left), int_of(sizes.stride), math),
        picture(small_integers(sizes.pictures(), 1)),
        kernel(small_integers(sizes.kernels(), 2)),
        output(small_integers(sizes.outputs(), 3)) {}

  static int int_of(std::int64_t size) { return static_cast<int>(size); }

  PlainConvolution shape;
  TestTensor x;
  TestFilter w;
  TestTensor y;
  TestConvolution convolution;
  Plain picture, kernel, output;
};

inline constexpr auto forward_algorithm = CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_PRECOMP_GEMM;
inline constexpr auto data_algorithm = CUDNN_CONVOLUTION_BWD_DATA_ALGO_1;
inline constexpr auto filter_algorithm = CUDNN_CONVOLUTION_BWD_FILTER_ALGO_1;

class CudnnConvolutionTest : public CudnnTest {
 protected:
  std::size_t forward_bytes(const Problem& problem) const {
    std::size_t bytes = 0;
    EXPECT_CUDNN(cudnnGetConvolutionForwardWorkspaceSize(handle(), problem.x.get(), problem.w.get(),
                                                         problem.convolution.get(), problem.y.get(),
                                                         forward_algorithm, &bytes));
    return bytes;
  }

  cudnnStatus_t forward(const Problem& problem, const float* x, const float* w, float* y,
                        void* workspace, std::size_t bytes, const float& beta = zero) const {
    return cudnnConvolutionForward(handle(), &one, problem.x.get(), x, problem.w.get(), w,
                                   problem.convolution.get(), forward_algorithm, workspace, bytes,
                                   &beta, problem.y.get(), y);
  }
};

}  // namespace timbre::test
