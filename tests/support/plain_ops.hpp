#pragma once

#include <cstdint>
#include <vector>

// Convolutions and matrix products in obvious loops, in double.
namespace timbre::test {

using Plain = std::vector<double>;

/// Pictures [batch, rows, columns, in], kernel [height, width, in, out], and `top` rows and `left`
/// columns of zeros before the pictures; after them as many as the output needs.
struct PlainConvolution {
  std::int64_t batch = 1, rows = 1, columns = 1, in = 1;
  std::int64_t kernel_rows = 1, kernel_columns = 1, out = 1;
  std::int64_t stride = 1, top = 0, left = 0;
  std::int64_t output_rows = 1, output_columns = 1;

  std::int64_t pictures() const { return batch * rows * columns * in; }
  std::int64_t kernels() const { return kernel_rows * kernel_columns * in * out; }
  std::int64_t outputs() const { return batch * output_rows * output_columns * out; }
};

Plain plain_forward(const PlainConvolution& shape, const Plain& picture, const Plain& kernel);
Plain plain_backward_input(const PlainConvolution& shape, const Plain& output, const Plain& kernel);
Plain plain_backward_kernel(const PlainConvolution& shape, const Plain& picture,
                            const Plain& output);

/// Row-major: [rows, inner] times [inner, columns].
Plain plain_product(std::int64_t rows, std::int64_t columns, std::int64_t inner, const Plain& a,
                    const Plain& b);
/// [columns, rows] from [rows, columns].
Plain plain_transpose(std::int64_t rows, std::int64_t columns, const Plain& matrix);

/// Integers from -4 to 4, other ones for each seed. Sums of up to 2^20 products of two of them are
/// exact in float32, in whatever order; the factors are exact in TF32 and bfloat16 too.
Plain small_integers(std::int64_t count, std::uint64_t seed);

inline std::vector<float> as_floats(const Plain& values) {
  return {values.begin(), values.end()};
}

}  // namespace timbre::test
