#pragma once

#include <memory>

#include "model/conv_shape.hpp"
#include "model/libraries.hpp"

namespace timbre::cuda {

/// What a layer multiplies its input with, without bias: a matrix or a convolution. Sizes are
/// settled when it is made; results are overwritten.
class Product {
 public:
  virtual ~Product() = default;

  /// What each call needs at most.
  virtual std::size_t workspace_bytes() const = 0;
  virtual void forward(float* sums, const float* input, const float* kernel,
                       Workspace workspace) const = 0;
  virtual void kernel_gradient(float* gradient, const float* input, const float* sums_gradient,
                               Workspace workspace) const = 0;
  virtual void input_gradient(float* gradient, const float* sums_gradient, const float* kernel,
                              Workspace workspace) const = 0;
};

/// sums [rows, out] = input [rows, in] times kernel [in, out], through cuBLAS.
std::unique_ptr<Product> make_matrix_product(Libraries& libraries, std::int64_t rows,
                                             std::int64_t in, std::int64_t out,
                                             model::Precision precision);

/// A convolution, through cuDNN, with algorithms that give the same bits in every run.
std::unique_ptr<Product> make_convolution(Libraries& libraries, const Conv2dShape& shape,
                                          model::Precision precision);

}  // namespace timbre::cuda
