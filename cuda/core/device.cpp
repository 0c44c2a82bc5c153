#include "core/device.hpp"

#include <algorithm>
#include <utility>

namespace timbre::cuda {
namespace {

constexpr int first_device = 0;

void require_device() {
  int devices = 0;
  const cudaError_t status = cudaGetDeviceCount(&devices);
  if (status == cudaSuccess && devices > 0) return;
  cudaGetLastError();
  throw RequestError(std::string("--device cuda: the CUDA runtime finds no device (") +
                     cudaGetErrorString(status) + "); update the driver or use --device cpu");
}

std::string gibibytes(std::size_t bytes) {
  constexpr double bytes_per_gibibyte = 1024.0 * 1024.0 * 1024.0;
  return std::to_string(static_cast<double>(bytes) / bytes_per_gibibyte) + " GiB";
}

}  // namespace

int device_attribute(cudaDeviceAttr attribute) {
  int device = 0, value = 0;
  TIMBRE_CUDA_CHECK(cudaGetDevice(&device));
  TIMBRE_CUDA_CHECK(cudaDeviceGetAttribute(&value, attribute, device));
  return value;
}

CudaDevice::CudaDevice(std::string kind) : kind_(std::move(kind)) {
  require_device();
  TIMBRE_CUDA_CHECK(cudaSetDevice(first_device));
  cudaDeviceProp properties{};
  TIMBRE_CUDA_CHECK(cudaGetDeviceProperties(&properties, first_device));
  name_ = properties.name;
  stream_ = make_stream();
}

void* CudaDevice::allocate(std::size_t bytes) {
  void* address = nullptr;
  const cudaError_t status = cudaMalloc(&address, std::max<std::size_t>(1, bytes));
  if (status == cudaErrorMemoryAllocation) {
    cudaGetLastError();
    std::size_t free = 0;
    std::size_t total = 0;
    TIMBRE_CUDA_CHECK(cudaMemGetInfo(&free, &total));
    throw Error("out of memory on " + name_ + ": " + gibibytes(bytes) + " were asked for, " +
                gibibytes(free) + " of " + gibibytes(total) +
                " are free; use a smaller batch_size or --device cpu");
  }
  check(status, "cudaMalloc");
  return address;
}

void CudaDevice::release(void* address, std::size_t) noexcept {
  check_quietly(cudaFree(address), "cudaFree");
}

void CudaDevice::copy_in(void* device, const void* host, std::size_t bytes) {
  TIMBRE_CUDA_CHECK(cudaMemcpyAsync(device, host, bytes, cudaMemcpyHostToDevice, stream()));
  wait();
}

void CudaDevice::copy_out(void* host, const void* device, std::size_t bytes) {
  TIMBRE_CUDA_CHECK(cudaMemcpyAsync(host, device, bytes, cudaMemcpyDeviceToHost, stream()));
  wait();
}

void CudaDevice::wait() {
  TIMBRE_CUDA_CHECK(cudaStreamSynchronize(stream()));
}

}  // namespace timbre::cuda
