#include "support/plain_ops.hpp"

namespace timbre::test {
namespace {

// Calls visit(place in the pictures, in the kernel, in the outputs) for every product.
template <typename Visit>
void for_each_product(const PlainConvolution& shape, const Visit& visit) {
  for (std::int64_t n = 0; n < shape.batch; ++n)
    for (std::int64_t r = 0; r < shape.output_rows; ++r)
      for (std::int64_t c = 0; c < shape.output_columns; ++c)
        for (std::int64_t i = 0; i < shape.kernel_rows; ++i)
          for (std::int64_t j = 0; j < shape.kernel_columns; ++j) {
            const std::int64_t row = r * shape.stride + i - shape.top;
            const std::int64_t column = c * shape.stride + j - shape.left;
            if (row < 0 || row >= shape.rows || column < 0 || column >= shape.columns) continue;
            for (std::int64_t k = 0; k < shape.in; ++k)
              for (std::int64_t f = 0; f < shape.out; ++f) {
                visit(((n * shape.rows + row) * shape.columns + column) * shape.in + k,
                      ((i * shape.kernel_columns + j) * shape.in + k) * shape.out + f,
                      ((n * shape.output_rows + r) * shape.output_columns + c) * shape.out + f);
              }
          }
}

}  // namespace

Plain plain_forward(const PlainConvolution& shape, const Plain& picture, const Plain& kernel) {
  Plain output(shape.outputs());
  for_each_product(shape, [&](std::int64_t from, std::int64_t tap, std::int64_t to) {
    output[to] += picture[from] * kernel[tap];
  });
  return output;
}

Plain plain_backward_input(const PlainConvolution& shape, const Plain& output,
                           const Plain& kernel) {
  Plain picture(shape.pictures());
  for_each_product(shape, [&](std::int64_t from, std::int64_t tap, std::int64_t to) {
    picture[from] += output[to] * kernel[tap];
  });
  return picture;
}

Plain plain_backward_kernel(const PlainConvolution& shape, const Plain& picture,
                            const Plain& output) {
  Plain kernel(shape.kernels());
  for_each_product(shape, [&](std::int64_t from, std::int64_t tap, std::int64_t to) {
    kernel[tap] += picture[from] * output[to];
  });
  return kernel;
}

Plain plain_product(std::int64_t rows, std::int64_t columns, std::int64_t inner, const Plain& a,
                    const Plain& b) {
  Plain c(rows * columns);
  for (std::int64_t row = 0; row < rows; ++row)
    for (std::int64_t column = 0; column < columns; ++column)
      for (std::int64_t k = 0; k < inner; ++k)
        c[row * columns + column] += a[row * inner + k] * b[k * columns + column];
  return c;
}

Plain plain_transpose(std::int64_t rows, std::int64_t columns, const Plain& matrix) {
  Plain result(rows * columns);
  for (std::int64_t row = 0; row < rows; ++row)
    for (std::int64_t column = 0; column < columns; ++column)
      result[column * rows + row] = matrix[row * columns + column];
  return result;
}

Plain small_integers(std::int64_t count, std::uint64_t seed) {
  constexpr std::uint64_t multiplier = 6364136223846793005u;  // Knuth, MMIX
  Plain values;
  std::uint64_t state = seed * multiplier + 1;
  for (std::int64_t index = 0; index < count; ++index) {
    state = state * multiplier + 1442695040888963407u;
    values.push_back(static_cast<double>((state >> 33) % 9) - 4.0);
  }
  return values;
}

}  // namespace timbre::test
