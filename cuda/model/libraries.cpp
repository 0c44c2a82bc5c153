#include "model/libraries.hpp"

#include <memory>

namespace timbre::cuda {

Libraries& Libraries::of(CudaDevice& device) {
  if (Libraries* made = device.makers().find<Libraries>()) return *made;
  device.makers().set(std::make_shared<Libraries>(device.stream()));
  return *device.makers().find<Libraries>();
}

cudnnHandle_t Libraries::cudnn() {
  if (!cudnn_) {
    cudnnHandle_t handle = nullptr;
    TIMBRE_LIBRARY_CHECK(cudnnCreate(&handle));
    cudnn_.reset(handle);
    TIMBRE_LIBRARY_CHECK(cudnnSetStream(handle, stream_));
  }
  return cudnn_.get();
}

cublasLtHandle_t Libraries::cublas_lt() {
  if (!cublas_lt_) {
    cublasLtHandle_t handle = nullptr;
    TIMBRE_LIBRARY_CHECK(cublasLtCreate(&handle));
    cublas_lt_.reset(handle);
  }
  return cublas_lt_.get();
}

}  // namespace timbre::cuda
