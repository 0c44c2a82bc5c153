#pragma once

#include "model/conv_shape.hpp"
#include "model/libraries.hpp"

namespace timbre::cuda {

/// One convolution, without bias: everything about it is settled when it is made, so that its calls
/// allocate nothing, wait for nothing and can be captured in a graph. All memory is float32 on the
/// device; pictures are [batch, rows, columns, channels] without gaps; results are overwritten.
///
/// Kernels and their gradients have the store's layout [height, width, in, out]. cuDNN wants
/// [out, height, width, in], a transpose of the matrix [height * width * in, out]: this class makes
/// it, in the workspace. It also adds the odd row or column of zeros of 'same', which cuDNN cannot.
/// A 1x1 convolution of stride 1 needs none of this: it is the product of the matrices
/// [batch * rows * columns, in] and [in, out], which Matmul computes.
class Conv2d {
 public:
  /// Throws Error when cuDNN has no algorithm for the shape that the options allow.
  Conv2d(Libraries& libraries, const Conv2dShape& shape, const Conv2dOptions& options);

  /// What each of the three calls needs at most.
  std::size_t workspace_bytes() const { return workspace_bytes_; }
  std::int64_t output_rows() const { return sizes_.output_rows; }
  std::int64_t output_columns() const { return sizes_.output_columns; }

  void forward(float* output, const float* input, const float* kernel, Workspace workspace) const;
  void backward_input(float* input_gradient, const float* output_gradient, const float* kernel,
                      Workspace workspace) const;
  void backward_kernel(float* kernel_gradient, const float* input, const float* output_gradient,
                       Workspace workspace) const;

 private:
  /// Bytes of what lies in a workspace, in this order.
  struct Parts {
    std::size_t kernel = 0;   ///< as cuDNN takes it
    std::size_t picture = 0;  ///< a copy where cuDNN needs more zeros or another type; or nothing
    std::size_t output = 0;   ///< a copy where cuDNN needs another type; or nothing
    std::size_t library = 0;  ///< what cuDNN works in
  };
  struct Places {
    std::byte *kernel, *picture, *output, *library;
  };

  Parts parts() const;
  Places places(Workspace workspace) const;
  bool copies_pictures() const;
  bool copies_outputs() const;

  void take_kernel(const Places& places, const float* kernel) const;
  const void* take_picture(const Places& places, const float* picture) const;
  const void* take_output(const Places& places, const float* output) const;

  Libraries* libraries_;
  Conv2dShape shape_;
  Conv2dOptions options_;
  Conv2dSizes sizes_;
  Conv2dShape padded_;  ///< with the zeros that cuDNN cannot add; its padding says nothing
  ConvDescriptors descriptors_;
  ConvAlgorithms algorithms_;
  std::size_t workspace_bytes_ = 0;
};

}  // namespace timbre::cuda
