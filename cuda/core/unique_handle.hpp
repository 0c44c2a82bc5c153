#pragma once

#include <cuda_runtime_api.h>

#include <utility>

#include "core/check.hpp"

namespace timbre::cuda {

/// Owns one handle of a CUDA library and destroys it with the object; moves, never copies.
template <typename Handle, cudaError_t (*Destroy)(Handle)>
class UniqueHandle {
 public:
  UniqueHandle() = default;
  explicit UniqueHandle(Handle handle) : handle_(handle) {}
  UniqueHandle(UniqueHandle&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  UniqueHandle& operator=(UniqueHandle&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  UniqueHandle(const UniqueHandle&) = delete;
  UniqueHandle& operator=(const UniqueHandle&) = delete;
  ~UniqueHandle() {
    if (handle_) check_quietly(Destroy(handle_), "destroying a CUDA handle");
  }

  Handle get() const& { return handle_; }
  Handle get() && = delete;  ///< it would be destroyed before its use

 private:
  Handle handle_{};
};

using Stream = UniqueHandle<cudaStream_t, cudaStreamDestroy>;

/// A stream that does not wait for the legacy default stream.
inline Stream make_stream() {
  cudaStream_t stream = nullptr;
  TIMBRE_CUDA_CHECK(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking));
  return Stream(stream);
}

}  // namespace timbre::cuda
