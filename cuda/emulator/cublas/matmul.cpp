// cuBLAS's matrix product. Matrices lie in columns: element (i, j) is i + j * leading dimension.
#include <algorithm>
#include <cstring>
#include <functional>

#include "emulator/cublas/objects.hpp"
#include "emulator/runtime/stream.hpp"

namespace timbre::emulated {
namespace {

/// d [rows, columns] = blend of op(a) [rows, inner] op(b) [inner, columns] and c.
struct Product {
  MatmulDescription description;
  MatrixDescription a, b, c, d;
  std::uint64_t rows, columns, inner;
};

Product product_from(cublasLtMatmulDesc_t description, cublasLtMatrixLayout_t a,
                     cublasLtMatrixLayout_t b, cublasLtMatrixLayout_t c, cublasLtMatrixLayout_t d) {
  Product product{
      product_of(description), matrix_of(a), matrix_of(b), matrix_of(c), matrix_of(d), 0, 0, 0};
  const bool transpose_a = product.description.transpose_a;
  const bool transpose_b = product.description.transpose_b;
  product.rows = transpose_a ? product.a.columns : product.a.rows;
  product.inner = transpose_a ? product.a.rows : product.a.columns;
  product.columns = transpose_b ? product.b.rows : product.b.columns;
  require_value(product.inner == (transpose_b ? product.b.columns : product.b.rows),
                "a and b have different inner sizes");
  for (const MatrixDescription* result : {&product.c, &product.d}) {
    require_value(result->rows == product.rows && result->columns == product.columns,
                  "c and d are to have " + std::to_string(product.rows) + " rows and " +
                      std::to_string(product.columns) + " columns");
  }
  return product;
}

// What makes an algorithm fit a problem and no other.
std::uint64_t fingerprint(const Product& product) {
  std::uint64_t sum = 0xcbf29ce484222325u;
  const auto add = [&](std::uint64_t value) { sum = (sum ^ value) * 0x100000001b3u; };
  for (const MatrixDescription* matrix : {&product.a, &product.b, &product.c, &product.d}) {
    add(matrix->rows);
    add(matrix->columns);
    add(static_cast<std::uint64_t>(matrix->leading_dimension));
  }
  add(product.description.compute);
  add(product.description.epilogue);
  add(product.description.transpose_a);
  add(product.description.transpose_b);
  return sum;
}

/// What the emulated cuBLAS keeps in cublasLtMatmulAlgo_t.
struct Algorithm {
  std::uint64_t fingerprint;
  std::uint64_t workspace_bytes;
  std::array<std::uint32_t, 4> alignments;
};
static_assert(sizeof(Algorithm) <= sizeof(cublasLtMatmulAlgo_t));

Operand operand(const std::string& name, const MatrixDescription& matrix, const void* address,
                Use use, std::size_t alignment) {
  return {.name = name,
          .address = address,
          .bytes = matrix.rows * sizeof(float),
          .use = use,
          .alignment = alignment,
          .pieces = matrix.columns,
          .distance = static_cast<std::size_t>(matrix.leading_dimension) * sizeof(float)};
}

// Values of a matrix or its transpose, in columns without gaps.
Numbers load_matrix(const MatrixDescription& matrix, const void* address, bool transpose,
                    FactorRounding rounding) {
  Numbers values(matrix.rows * matrix.columns);
  const auto* column = static_cast<const float*>(address);
  for (std::uint64_t j = 0; j < matrix.columns; ++j, column += matrix.leading_dimension) {
    for (std::uint64_t i = 0; i < matrix.rows; ++i)
      values[transpose ? j + i * matrix.columns : i + j * matrix.rows] =
          round_factor(column[i], rounding);
  }
  return values;
}

Numbers multiply(const Product& product, const Numbers& a, const Numbers& b) {
  Numbers result(product.rows * product.columns);
  for (std::uint64_t j = 0; j < product.columns; ++j) {
    double* column = result.data() + j * product.rows;
    for (std::uint64_t inner = 0; inner < product.inner; ++inner) {
      const double factor = b[inner + j * product.inner];
      const double* values = a.data() + inner * product.rows;
      for (std::uint64_t i = 0; i < product.rows; ++i) column[i] += values[i] * factor;
    }
  }
  return result;
}

struct Addresses {
  const void *a, *b, *c;
  void* d;
};

void compute(const Product& product, const Addresses& at, const Blend& blend) {
  const FactorRounding rounding = product.description.rounding();
  const Numbers sums =
      multiply(product, load_matrix(product.a, at.a, product.description.transpose_a, rounding),
               load_matrix(product.b, at.b, product.description.transpose_b, rounding));
  const auto* bias = static_cast<const float*>(product.description.bias);
  for (std::uint64_t j = 0; j < product.columns; ++j) {
    const float* before = static_cast<const float*>(at.c) + j * product.c.leading_dimension;
    float* column = static_cast<float*>(at.d) + j * product.d.leading_dimension;
    for (std::uint64_t i = 0; i < product.rows; ++i) {
      double value = blend.alpha * sums[i + j * product.rows];
      if (blend.beta != 0.0) value += blend.beta * before[i];
      if (product.description.has_bias()) value += bias[i];
      if (product.description.has_relu()) value = std::max(value, 0.0);
      column[i] = static_cast<float>(value);
    }
  }
}

Operands operands_of(const Product& product, const Addresses& at, const Blend& blend,
                     const Algorithm& algorithm, void* workspace) {
  const bool in_place = at.c == at.d;
  const bool updates = blend.beta != 0.0;
  std::vector<Operand> operands{
      operand("a", product.a, at.a, Use::read, algorithm.alignments[0]),
      operand("b", product.b, at.b, Use::read, algorithm.alignments[1]),
      operand("d", product.d, at.d, updates && in_place ? Use::update : Use::write,
              algorithm.alignments[3]),
      {.name = "the workspace",
       .address = workspace,
       .bytes = algorithm.workspace_bytes,
       .use = Use::scratch,
       .alignment = 16}};
  if (updates && !in_place)
    operands.push_back(operand("c", product.c, at.c, Use::read, algorithm.alignments[2]));
  if (product.description.has_bias()) {
    operands.push_back({.name = "the bias",
                        .address = product.description.bias,
                        .bytes = product.rows * sizeof(float)});
  }
  return Operands(std::move(operands));
}

Algorithm read_algorithm(const cublasLtMatmulAlgo_t* given, const Product& product) {
  require_value(given, "no algorithm: one is to be chosen before, not in every call");
  Algorithm algorithm{};
  std::memcpy(&algorithm, given, sizeof algorithm);
  require_value(algorithm.fingerprint == fingerprint(product),
                "the algorithm was chosen for another product");
  return algorithm;
}

}  // namespace
}  // namespace timbre::emulated

using namespace timbre::emulated;

extern "C" {

// A product of many sums is split, and the parts lie in the workspace.
cublasStatus_t cublasLtMatmulAlgoGetHeuristic(
    cublasLtHandle_t handle, cublasLtMatmulDesc_t description, cublasLtMatrixLayout_t a_layout,
    cublasLtMatrixLayout_t b_layout, cublasLtMatrixLayout_t c_layout,
    cublasLtMatrixLayout_t d_layout, cublasLtMatmulPreference_t preference_handle, int requested,
    cublasLtMatmulHeuristicResult_t results[], int* returned) {
  return cublas_call(__func__, [&] {
    cublas_objects().handles.get(handle);
    const Product product = product_from(description, a_layout, b_layout, c_layout, d_layout);
    const PreferenceDescription& preference = preference_of(preference_handle);
    require_value(requested > 0 && results && returned, "there is no room for the answer");
    require_value(!product.description.has_bias() || product.description.bias,
                  "the bias is null: algorithms are chosen by its alignment");
    const std::uint64_t split_bytes = 1000 + product.rows * product.columns * sizeof(float);
    const bool split = product.inner >= 64 && split_bytes <= preference.most_workspace_bytes;
    const Algorithm algorithm{fingerprint(product), split ? split_bytes : 0, preference.alignments};
    results[0] = {};
    std::memcpy(&results[0].algo, &algorithm, sizeof algorithm);
    results[0].workspaceSize = algorithm.workspace_bytes;
    results[0].state = CUBLAS_STATUS_SUCCESS;
    *returned = 1;
  });
}

cublasStatus_t cublasLtMatmul(cublasLtHandle_t handle, cublasLtMatmulDesc_t description,
                              const void* alpha, const void* a, cublasLtMatrixLayout_t a_layout,
                              const void* b, cublasLtMatrixLayout_t b_layout, const void* beta,
                              const void* c, cublasLtMatrixLayout_t c_layout, void* d,
                              cublasLtMatrixLayout_t d_layout,
                              const cublasLtMatmulAlgo_t* algorithm_given, void* workspace,
                              std::size_t workspace_bytes, cudaStream_t stream) {
  return cublas_call(__func__, [&] {
    cublas_objects().handles.get(handle);
    require_value(stream, "no stream: the default one would wait for all others");
    const Product product = product_from(description, a_layout, b_layout, c_layout, d_layout);
    const Algorithm algorithm = read_algorithm(algorithm_given, product);
    require_value(workspace_bytes >= algorithm.workspace_bytes,
                  "the workspace has " + std::to_string(workspace_bytes) +
                      " bytes, but the algorithm needs " +
                      std::to_string(algorithm.workspace_bytes));
    const Blend blend = host_blend(alpha, beta);
    const Addresses at{a, b, c, d};
    put_library_call(stream, "cublasLtMatmul",
                     operands_of(product, at, blend, algorithm, workspace),
                     [=] { compute(product, at, blend); });
  });
}

}  // extern "C"
