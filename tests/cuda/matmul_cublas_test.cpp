#include <cmath>

#include "cuda/library_ops.hpp"
#include "model/matmul_cublas.hpp"
#include "timbre/core/error.hpp"

namespace timbre::test {
namespace {

using cuda::Matmul;
using cuda::MatmulEpilogue;
using cuda::MatmulOptions;
using cuda::MatmulShape;
using model::Precision;

using MatmulTest = LibraryTest;

// A row-major matrix, or its transpose, with gaps of NaN between the rows.
std::vector<float> in_memory(std::int64_t rows, std::int64_t columns, const Plain& matrix,
                             bool transpose, std::int64_t stride) {
  const Plain values = transpose ? plain_transpose(rows, columns, matrix) : matrix;
  const std::int64_t length = transpose ? rows : columns;
  const std::int64_t count = transpose ? columns : rows;
  if (stride == 0) stride = length;
  std::vector<float> memory(stride * count, std::nanf(""));
  for (std::int64_t row = 0; row < count; ++row)
    for (std::int64_t column = 0; column < length; ++column)
      memory[row * stride + column] = static_cast<float>(values[row * length + column]);
  return memory;
}

std::vector<MatmulShape> product_shapes() {
  return {{},
          {.rows = 3, .columns = 4, .inner = 5},
          {.rows = 3, .columns = 4, .inner = 5, .transpose_a = true},
          {.rows = 3, .columns = 4, .inner = 5, .transpose_b = true},
          {.rows = 7, .columns = 2, .inner = 70, .transpose_a = true, .transpose_b = true},
          {.rows = 2, .columns = 3, .inner = 4, .a_stride = 6, .b_stride = 5, .c_stride = 4},
          {.rows = 5,
           .columns = 3,
           .inner = 2,
           .transpose_a = true,
           .transpose_b = true,
           .a_stride = 8,
           .b_stride = 3,
           .c_stride = 9}};
}

TEST_F(MatmulTest, GivesThePlainProduct) {
  for (const Precision precision : {Precision::f32, Precision::tf32, Precision::bf16}) {
    for (const MatmulShape& shape : product_shapes()) {
      const auto& [m, n, k, transpose_a, transpose_b, a_stride, b_stride, c_stride] = shape;
      const Plain left = small_integers(m * k, 1), right = small_integers(k * n, 2);
      const DeviceArray<float> a(in_memory(m, k, left, transpose_a, a_stride));
      const DeviceArray<float> b(in_memory(k, n, right, transpose_b, b_stride));
      const std::vector<float> before(static_cast<std::size_t>(m * std::max(n, c_stride)), 100.0f);
      const DeviceArray<float> c(before);
      const Matmul product(libraries(), shape, {.precision = precision});
      const TestWorkspace workspace(product.workspace_bytes());
      run([&] { product.run(c.get(), a.get(), b.get(), nullptr, workspace.get()); });
      std::vector<float> expected =
          in_memory(m, n, plain_product(m, n, k, left, right), false, c_stride);
      for (float& value : expected) value = std::isnan(value) ? 100.0f : value;
      expect_close(c.values(), expected, exact());
    }
  }
}

TEST_F(MatmulTest, AddsToWhatIsThere) {
  const Plain left = small_integers(6, 1), right = small_integers(6, 2);
  Plain expected = plain_product(2, 2, 3, left, right);
  for (double& value : expected) value += 7.0;
  const DeviceArray<float> a(as_floats(left)), b(as_floats(right));
  const DeviceArray<float> c(std::vector<float>(4, 7.0f));
  const Matmul product(libraries(), {.rows = 2, .columns = 2, .inner = 3}, {.accumulate = true});
  run([&] { product.run(c.get(), a.get(), b.get(), nullptr, {}); });
  expect_close(c.values(), expected, exact());
}

TEST_F(MatmulTest, AddsABiasToEachColumnAndCutsOffBelowZero) {
  const Plain left = small_integers(15, 1), right = small_integers(20, 2);
  const Plain biases{20, -30, 4, 0};
  Plain sums = plain_product(3, 4, 5, left, right);
  for (std::size_t index = 0; index < sums.size(); ++index) sums[index] += biases[index % 4];
  Plain cut_off = sums;
  for (double& value : cut_off) value = std::max(value, 0.0);
  const DeviceArray<float> a(as_floats(left)), b(as_floats(right)), c(12);
  const DeviceArray<float> bias(as_floats(biases));
  for (const auto epilogue : {MatmulEpilogue::bias, MatmulEpilogue::bias_relu}) {
    const Matmul product(libraries(), {.rows = 3, .columns = 4, .inner = 5},
                         {.epilogue = epilogue});
    run([&] { product.run(c.get(), a.get(), b.get(), bias.get(), {}); });
    expect_close(c.values(), epilogue == MatmulEpilogue::bias ? sums : cut_off, exact());
  }
}

TEST_F(MatmulTest, RoundsFactorsAsItIsTold) {
  const DeviceArray<float> a(std::vector<float>{1.0f + 0x1p-9f + 0x1p-13f});
  const DeviceArray<float> b(std::vector<float>{1.0f}), c(1);
  const auto result = [&](Precision precision) {
    const Matmul product(libraries(), {}, {.precision = precision});
    run([&] { product.run(c.get(), a.get(), b.get(), nullptr, {}); });
    return c.values()[0];
  };
  EXPECT_EQ(result(Precision::f32), 1.0f + 0x1p-9f + 0x1p-13f);
  EXPECT_EQ(result(Precision::tf32), 1.0f + 0x1p-9f);
  EXPECT_EQ(result(Precision::bf16), 1.0f);
}

TEST_F(MatmulTest, StaysWithinTheWorkspaceItMayTake) {
  const MatmulShape shape{.rows = 2, .columns = 2, .inner = 100};
  EXPECT_GT(Matmul(libraries(), shape, {}).workspace_bytes(), 0u);
  EXPECT_EQ(Matmul(libraries(), shape, {.workspace_limit = 0}).workspace_bytes(), 0u);
}

TEST_F(MatmulTest, RefusesWhatDoesNotFit) {
  const DeviceArray<float> a(std::vector<float>(200, 1.0f)), c(4);
  const MatmulShape shape{.rows = 2, .columns = 2, .inner = 100};
  const Matmul product(libraries(), shape, {});
  const TestWorkspace workspace(product.workspace_bytes());
  const TestWorkspace small(product.workspace_bytes() - 1);
  EXPECT_THROW(product.run(c.get(), a.get(), a.get(), nullptr, small.get()), ContractError);
  EXPECT_THROW(product.run(c.get(), a.get(), a.get(), a.get(), workspace.get()), ContractError);
  const Matmul biased(libraries(), shape, {.epilogue = MatmulEpilogue::bias});
  EXPECT_THROW(biased.run(c.get(), a.get(), a.get(), nullptr, workspace.get()), ContractError);

  EXPECT_THROW(product.run(c.get(), a.get() + 1, a.get(), nullptr, workspace.get()), Error);
  expect_report(emulated::FaultKind::misaligned, {"cublasLtMatmul: b is not aligned to 16 bytes"});
  EXPECT_THROW(Matmul(libraries(), {.rows = 2, .columns = 2, .inner = 3, .a_stride = 2}, {}),
               Error);
  expect_report(emulated::FaultKind::misuse, {"the leading dimension 2 is less than the 3 values"});
}

}  // namespace
}  // namespace timbre::test
