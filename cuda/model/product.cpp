#include "model/product.hpp"

#include <algorithm>

#include "model/conv2d_cudnn.hpp"
#include "model/matmul_cublas.hpp"

namespace timbre::cuda {
namespace {

class MatrixProduct final : public Product {
 public:
  MatrixProduct(Libraries& libraries, std::int64_t rows, std::int64_t in, std::int64_t out,
                const MatmulOptions& options)
      : forward_(libraries, {.rows = rows, .columns = out, .inner = in}, options),
        kernel_gradient_(libraries,
                         {.rows = in, .columns = out, .inner = rows, .transpose_a = true}, options),
        input_gradient_(libraries, {.rows = rows, .columns = in, .inner = out, .transpose_b = true},
                        options) {}

  std::size_t workspace_bytes() const override {
    return std::max({forward_.workspace_bytes(), kernel_gradient_.workspace_bytes(),
                     input_gradient_.workspace_bytes()});
  }
  void forward(float* sums, const float* input, const float* kernel,
               Workspace workspace) const override {
    forward_.run(sums, input, kernel, nullptr, workspace);
  }
  void kernel_gradient(float* gradient, const float* input, const float* sums_gradient,
                       Workspace workspace) const override {
    kernel_gradient_.run(gradient, input, sums_gradient, nullptr, workspace);
  }
  void input_gradient(float* gradient, const float* sums_gradient, const float* kernel,
                      Workspace workspace) const override {
    input_gradient_.run(gradient, sums_gradient, kernel, nullptr, workspace);
  }

 private:
  Matmul forward_;
  Matmul kernel_gradient_;
  Matmul input_gradient_;
};

class Convolution final : public Product {
 public:
  Convolution(Libraries& libraries, const Conv2dShape& shape, const Conv2dOptions& options)
      : convolution_(libraries, shape, options) {}

  std::size_t workspace_bytes() const override { return convolution_.workspace_bytes(); }
  void forward(float* sums, const float* input, const float* kernel,
               Workspace workspace) const override {
    convolution_.forward(sums, input, kernel, workspace);
  }
  void kernel_gradient(float* gradient, const float* input, const float* sums_gradient,
                       Workspace workspace) const override {
    convolution_.backward_kernel(gradient, input, sums_gradient, workspace);
  }
  void input_gradient(float* gradient, const float* sums_gradient, const float* kernel,
                      Workspace workspace) const override {
    convolution_.backward_input(gradient, sums_gradient, kernel, workspace);
  }

 private:
  Conv2d convolution_;
};

}  // namespace

std::unique_ptr<Product> make_matrix_product(Libraries& libraries, std::int64_t rows,
                                             std::int64_t in, std::int64_t out,
                                             model::Precision precision) {
  return std::make_unique<MatrixProduct>(libraries, rows, in, out,
                                         MatmulOptions{.precision = precision});
}

std::unique_ptr<Product> make_convolution(Libraries& libraries, const Conv2dShape& shape,
                                          model::Precision precision) {
  return std::make_unique<Convolution>(
      libraries, shape, Conv2dOptions{.precision = precision, .deterministic = true});
}

}  // namespace timbre::cuda
