#include "model/conv2d_cudnn.hpp"

#include <algorithm>

#include "model/conv_layout.hpp"
#include "model/tensor_cudnn.hpp"
#include "timbre/core/error.hpp"

namespace timbre::cuda {
namespace {

using model::Precision;

constexpr std::size_t part_alignment = 256;

// FMA_MATH alone keeps float32 as it is: the default lets tensor cores round it to TF32.
cudnnMathType_t math_type(Precision precision) {
  switch (precision) {
    case Precision::tf32:
      return CUDNN_DEFAULT_MATH;
    case Precision::bf16:
      return CUDNN_TENSOR_OP_MATH;
    case Precision::f32:
      break;
  }
  return CUDNN_FMA_MATH;
}

cudnnDataType_t data_type(Precision precision) {
  return precision == Precision::bf16 ? CUDNN_DATA_BFLOAT16 : CUDNN_DATA_FLOAT;
}

std::size_t part_bytes(std::int64_t values, Precision precision) {
  const std::size_t size = precision == Precision::bf16 ? sizeof(Bfloat16) : sizeof(float);
  const std::size_t bytes = static_cast<std::size_t>(values) * size;
  return (bytes + part_alignment - 1) / part_alignment * part_alignment;
}

// cuDNN pads both ends alike, so one end's surplus is made part of the pictures.
Conv2dShape with_surplus(const Conv2dShape& shape, const Conv2dPadding& padding) {
  Conv2dShape padded = shape;
  padded.rows += padding.bottom - padding.top;
  padded.columns += padding.right - padding.left;
  return padded;
}

FilterDescriptor make_filter(const Conv2dShape& shape, Precision precision) {
  cudnnFilterDescriptor_t made = nullptr;
  TIMBRE_LIBRARY_CHECK(cudnnCreateFilterDescriptor(&made));
  FilterDescriptor filter(made);
  TIMBRE_LIBRARY_CHECK(cudnnSetFilter4dDescriptor(
      made, data_type(precision), CUDNN_TENSOR_NHWC, as_int(shape.out), as_int(shape.in),
      as_int(shape.kernel_rows), as_int(shape.kernel_columns)));
  return filter;
}

ConvolutionDescriptor make_convolution(const Conv2dShape& shape, const Conv2dPadding& padding,
                                       Precision precision) {
  constexpr int dilation = 1;
  cudnnConvolutionDescriptor_t made = nullptr;
  TIMBRE_LIBRARY_CHECK(cudnnCreateConvolutionDescriptor(&made));
  ConvolutionDescriptor convolution(made);
  TIMBRE_LIBRARY_CHECK(cudnnSetConvolution2dDescriptor(
      made, as_int(padding.top), as_int(padding.left), as_int(shape.stride), as_int(shape.stride),
      dilation, dilation, CUDNN_CROSS_CORRELATION, CUDNN_DATA_FLOAT));
  TIMBRE_LIBRARY_CHECK(cudnnSetConvolutionMathType(made, math_type(precision)));
  return convolution;
}

ConvDescriptors make_descriptors(const Conv2dShape& padded, const Conv2dSizes& sizes,
                                 Precision precision) {
  const cudnnDataType_t type = data_type(precision);
  return {make_tensor(type, padded.batch, padded.in, padded.rows, padded.columns),
          make_filter(padded, precision),
          make_tensor(type, padded.batch, padded.out, sizes.output_rows, sizes.output_columns),
          make_convolution(padded, sizes.padding, precision)};
}

std::int64_t kernel_inputs(const Conv2dShape& shape) {
  return shape.kernel_rows * shape.kernel_columns * shape.in;
}

PictureRows picture_rows(const Conv2dShape& shape) {
  return {shape.batch, shape.rows, shape.columns * shape.in};
}

PictureRows output_rows_of(const Conv2dShape& shape, const Conv2dSizes& sizes) {
  return {shape.batch, sizes.output_rows, sizes.output_columns * shape.out};
}

std::int64_t value_count(const PictureRows& pictures) {
  return pictures.batch * pictures.rows * pictures.row_size;
}

template <typename T>
T* as(std::byte* address) {
  return reinterpret_cast<T*>(address);
}

}  // namespace

Conv2d::Conv2d(Libraries& libraries, const Conv2dShape& shape, const Conv2dOptions& options)
    : libraries_(&libraries),
      shape_(shape),
      options_(options),
      sizes_(shape),
      padded_(with_surplus(shape, sizes_.padding)),
      descriptors_(make_descriptors(padded_, sizes_, options.precision)),
      algorithms_(libraries.conv_algorithms().get({shape, options}, [&] {
        return choose_algorithms(libraries.cudnn(), descriptors_, options);
      })) {
  const Parts all = parts();
  workspace_bytes_ = all.kernel + all.picture + all.output + all.library;
}

bool Conv2d::copies_pictures() const {
  return copies_outputs() || padded_.rows != shape_.rows || padded_.columns != shape_.columns;
}

bool Conv2d::copies_outputs() const {
  return options_.precision == Precision::bf16;
}

Conv2d::Parts Conv2d::parts() const {
  Parts parts;
  parts.kernel = part_bytes(kernel_inputs(shape_) * shape_.out, options_.precision);
  if (copies_pictures())
    parts.picture = part_bytes(value_count(picture_rows(padded_)), options_.precision);
  if (copies_outputs())
    parts.output = part_bytes(value_count(output_rows_of(shape_, sizes_)), options_.precision);
  parts.library =
      std::max({algorithms_.forward.workspace_bytes, algorithms_.backward_input.workspace_bytes,
                algorithms_.backward_kernel.workspace_bytes});
  return parts;
}

Conv2d::Places Conv2d::places(Workspace workspace) const {
  require(workspace.size() >= workspace_bytes_, "a convolution's workspace is too small");
  const Parts sizes = parts();
  std::byte* kernel = workspace.data();
  std::byte* picture = kernel + sizes.kernel;
  std::byte* output = picture + sizes.picture;
  return {kernel, picture, output, output + sizes.output};
}

void Conv2d::take_kernel(const Places& places, const float* kernel) const {
  const cudaStream_t stream = libraries_->stream();
  if (options_.precision == Precision::bf16) {
    transpose(as<Bfloat16>(places.kernel), kernel, kernel_inputs(shape_), shape_.out, stream);
  } else {
    transpose(as<float>(places.kernel), kernel, kernel_inputs(shape_), shape_.out, stream);
  }
}

const void* Conv2d::take_picture(const Places& places, const float* picture) const {
  if (!copies_pictures()) return picture;
  const cudaStream_t stream = libraries_->stream();
  const PictureRows from = picture_rows(shape_);
  const PictureRows to = picture_rows(padded_);
  if (options_.precision == Precision::bf16) {
    copy_pictures(as<Bfloat16>(places.picture), to, picture, from, stream);
  } else {
    copy_pictures(as<float>(places.picture), to, picture, from, stream);
  }
  return places.picture;
}

const void* Conv2d::take_output(const Places& places, const float* output) const {
  if (!copies_outputs()) return output;
  const PictureRows rows = output_rows_of(shape_, sizes_);
  copy_pictures(as<Bfloat16>(places.output), rows, output, rows, libraries_->stream());
  return places.output;
}

void Conv2d::forward(float* output, const float* input, const float* kernel,
                     Workspace workspace) const {
  const Places at = places(workspace);
  take_kernel(at, kernel);
  const void* picture = take_picture(at, input);
  void* result = copies_outputs() ? static_cast<void*>(at.output) : output;
  const auto& [algorithm, bytes] = algorithms_.forward;
  TIMBRE_LIBRARY_CHECK(cudnnConvolutionForward(
      libraries_->cudnn(), &one, descriptors_.picture.get(), picture, descriptors_.kernel.get(),
      at.kernel, descriptors_.convolution.get(), algorithm, at.library, bytes, &zero,
      descriptors_.output.get(), result));
  if (!copies_outputs()) return;
  const PictureRows rows = output_rows_of(shape_, sizes_);
  copy_pictures(output, rows, as<Bfloat16>(at.output), rows, libraries_->stream());
}

void Conv2d::backward_input(float* input_gradient, const float* output_gradient,
                            const float* kernel, Workspace workspace) const {
  const Places at = places(workspace);
  take_kernel(at, kernel);
  const void* gradient = take_output(at, output_gradient);
  void* result = copies_pictures() ? static_cast<void*>(at.picture) : input_gradient;
  const auto& [algorithm, bytes] = algorithms_.backward_input;
  TIMBRE_LIBRARY_CHECK(cudnnConvolutionBackwardData(
      libraries_->cudnn(), &one, descriptors_.kernel.get(), at.kernel, descriptors_.output.get(),
      gradient, descriptors_.convolution.get(), algorithm, at.library, bytes, &zero,
      descriptors_.picture.get(), result));
  if (!copies_pictures()) return;
  const PictureRows to = picture_rows(shape_);
  const PictureRows from = picture_rows(padded_);
  if (options_.precision == Precision::bf16) {
    copy_pictures(input_gradient, to, as<Bfloat16>(at.picture), from, libraries_->stream());
  } else {
    copy_pictures(input_gradient, to, as<float>(at.picture), from, libraries_->stream());
  }
}

void Conv2d::backward_kernel(float* kernel_gradient, const float* input,
                             const float* output_gradient, Workspace workspace) const {
  const Places at = places(workspace);
  const void* picture = take_picture(at, input);
  const void* gradient = take_output(at, output_gradient);
  const auto& [algorithm, bytes] = algorithms_.backward_kernel;
  TIMBRE_LIBRARY_CHECK(cudnnConvolutionBackwardFilter(
      libraries_->cudnn(), &one, descriptors_.picture.get(), picture, descriptors_.output.get(),
      gradient, descriptors_.convolution.get(), algorithm, at.library, bytes, &zero,
      descriptors_.kernel.get(), at.kernel));
  const std::int64_t columns = kernel_inputs(shape_);
  if (options_.precision == Precision::bf16) {
    transpose(kernel_gradient, as<Bfloat16>(at.kernel), shape_.out, columns, libraries_->stream());
  } else {
    transpose(kernel_gradient, as<float>(at.kernel), shape_.out, columns, libraries_->stream());
  }
}

}  // namespace timbre::cuda
