#include "emulator/cublas/objects.hpp"

#include <cstring>
#include <memory>

#include "emulator/runtime/stream.hpp"

namespace timbre::emulated {
namespace {

void reset_cublas_objects() {
  cublas_objects().handles.reset();
  cublas_objects().products.reset();
  cublas_objects().matrices.reset();
  cublas_objects().preferences.reset();
}

template <typename Value>
Value value_of(const void* address, std::size_t bytes) {
  require_value(address && bytes == sizeof(Value), "the attribute's size is " +
                                                       std::to_string(bytes) + " bytes, not " +
                                                       std::to_string(sizeof(Value)));
  Value value{};
  std::memcpy(&value, address, bytes);
  return value;
}

bool transposes(cublasOperation_t operation) {
  require_known(operation == CUBLAS_OP_N || operation == CUBLAS_OP_T,
                "an operation other than CUBLAS_OP_N and CUBLAS_OP_T");
  return operation == CUBLAS_OP_T;
}

void set_attribute(MatmulDescription& product, cublasLtMatmulDescAttributes_t attribute,
                   const void* value, std::size_t bytes) {
  switch (attribute) {
    case CUBLASLT_MATMUL_DESC_TRANSA:
      product.transpose_a = transposes(value_of<cublasOperation_t>(value, bytes));
      return;
    case CUBLASLT_MATMUL_DESC_TRANSB:
      product.transpose_b = transposes(value_of<cublasOperation_t>(value, bytes));
      return;
    case CUBLASLT_MATMUL_DESC_EPILOGUE:
      product.epilogue = value_of<cublasLtEpilogue_t>(value, bytes);
      require_known(
          product.epilogue == CUBLASLT_EPILOGUE_DEFAULT || product.has_bias() || product.has_relu(),
          "an epilogue that the emulated device does not know");
      return;
    case CUBLASLT_MATMUL_DESC_BIAS_POINTER:
      product.bias = value_of<const void*>(value, bytes);
      return;
    default:
      require_known(false, "an attribute that the emulated device does not know");
  }
}

void set_attribute(PreferenceDescription& preference,
                   cublasLtMatmulPreferenceAttributes_t attribute, const void* value,
                   std::size_t bytes) {
  switch (attribute) {
    case CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES:
      preference.most_workspace_bytes = value_of<std::uint64_t>(value, bytes);
      return;
    case CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES:
    case CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES:
    case CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES:
    case CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES:
      preference.alignments.at(attribute - CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES) =
          value_of<std::uint32_t>(value, bytes);
      return;
    default:
      require_known(false, "an attribute that the emulated device does not know");
  }
}

}  // namespace

CublasObjects::CublasObjects() {
  on_reset(reset_cublas_objects);
}

CublasObjects& cublas_objects() {
  static CublasObjects current;
  return current;
}

void require_value(bool holds, const std::string& what) {
  if (!holds) throw RefusedByCublas(CUBLAS_STATUS_INVALID_VALUE, what);
}

void require_known(bool holds, const std::string& what) {
  if (!holds) throw RefusedByCublas(CUBLAS_STATUS_NOT_SUPPORTED, what);
}

bool MatmulDescription::has_bias() const {
  return epilogue == CUBLASLT_EPILOGUE_BIAS || epilogue == CUBLASLT_EPILOGUE_RELU_BIAS;
}

bool MatmulDescription::has_relu() const {
  return epilogue == CUBLASLT_EPILOGUE_RELU || epilogue == CUBLASLT_EPILOGUE_RELU_BIAS;
}

FactorRounding MatmulDescription::rounding() const {
  if (compute == CUBLAS_COMPUTE_32F_FAST_TF32) return FactorRounding::tf32;
  if (compute == CUBLAS_COMPUTE_32F_FAST_16BF) return FactorRounding::bf16;
  return FactorRounding::none;
}

MatmulDescription& product_of(cublasLtMatmulDesc_t handle) {
  return cublas_objects().products.get(static_cast<MatmulDescription*>(handle));
}

const MatrixDescription& matrix_of(cublasLtMatrixLayout_t handle) {
  return cublas_objects().matrices.get(static_cast<MatrixDescription*>(handle));
}

PreferenceDescription& preference_of(cublasLtMatmulPreference_t handle) {
  return cublas_objects().preferences.get(static_cast<PreferenceDescription*>(handle));
}

}  // namespace timbre::emulated

using namespace timbre::emulated;

extern "C" {

cublasStatus_t cublasLtCreate(cublasLtHandle_t* handle) {
  return cublas_call(__func__, [&] {
    refuse_while_capturing("making a handle");
    *handle = cublas_objects().handles.add(std::make_unique<cublasLtContext>());
  });
}

cublasStatus_t cublasLtDestroy(cublasLtHandle_t handle) {
  return cublas_call(__func__, [&] {
    cublas_objects().handles.get(handle);
    refuse_while_capturing("destroying a handle");
    cublas_objects().handles.remove(handle);
  });
}

const char* cublasLtGetStatusString(cublasStatus_t status) {
  return status == CUBLAS_STATUS_SUCCESS ? "success" : last_refusal().c_str();
}

cublasStatus_t cublasLtMatmulDescCreate(cublasLtMatmulDesc_t* descriptor,
                                        cublasComputeType_t compute, cudaDataType_t scale_type) {
  return cublas_call(__func__, [&] {
    require_known(compute == CUBLAS_COMPUTE_32F || compute == CUBLAS_COMPUTE_32F_FAST_TF32 ||
                      compute == CUBLAS_COMPUTE_32F_FAST_16BF,
                  "a compute type that the emulated device does not know");
    require_value(scale_type == CUDA_R_32F, "sums in float are scaled by CUDA_R_32F");
    auto made = std::make_unique<MatmulDescription>();
    made->compute = compute;
    *descriptor = cublas_objects().products.add(std::move(made));
  });
}

cublasStatus_t cublasLtMatmulDescDestroy(cublasLtMatmulDesc_t descriptor) {
  return cublas_call(__func__, [&] { cublas_objects().products.remove(&product_of(descriptor)); });
}

cublasStatus_t cublasLtMatmulDescSetAttribute(cublasLtMatmulDesc_t descriptor,
                                              cublasLtMatmulDescAttributes_t attribute,
                                              const void* value, std::size_t bytes) {
  return cublas_call(__func__,
                     [&] { set_attribute(product_of(descriptor), attribute, value, bytes); });
}

cublasStatus_t cublasLtMatrixLayoutCreate(cublasLtMatrixLayout_t* layout, cudaDataType type,
                                          std::uint64_t rows, std::uint64_t columns,
                                          std::int64_t leading_dimension) {
  return cublas_call(__func__, [&] {
    require_known(type == CUDA_R_32F, "the emulated device knows matrices of float only");
    require_value(rows > 0 && columns > 0, "a matrix without values");
    require_value(leading_dimension >= static_cast<std::int64_t>(rows),
                  "the leading dimension " + std::to_string(leading_dimension) +
                      " is less than the " + std::to_string(rows) + " values of a column");
    auto made = std::make_unique<MatrixDescription>();
    made->rows = rows;
    made->columns = columns;
    made->leading_dimension = leading_dimension;
    *layout = cublas_objects().matrices.add(std::move(made));
  });
}

cublasStatus_t cublasLtMatrixLayoutDestroy(cublasLtMatrixLayout_t layout) {
  return cublas_call(__func__, [&] { cublas_objects().matrices.remove(&matrix_of(layout)); });
}

cublasStatus_t cublasLtMatmulPreferenceCreate(cublasLtMatmulPreference_t* preference) {
  return cublas_call(__func__, [&] {
    *preference = cublas_objects().preferences.add(std::make_unique<PreferenceDescription>());
  });
}

cublasStatus_t cublasLtMatmulPreferenceDestroy(cublasLtMatmulPreference_t preference) {
  return cublas_call(__func__,
                     [&] { cublas_objects().preferences.remove(&preference_of(preference)); });
}

cublasStatus_t cublasLtMatmulPreferenceSetAttribute(cublasLtMatmulPreference_t preference,
                                                    cublasLtMatmulPreferenceAttributes_t attribute,
                                                    const void* value, std::size_t bytes) {
  return cublas_call(__func__,
                     [&] { set_attribute(preference_of(preference), attribute, value, bytes); });
}

}  // extern "C"
