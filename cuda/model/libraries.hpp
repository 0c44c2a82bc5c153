#pragma once

#include <cublasLt.h>
#include <cudnn.h>

#include <cstddef>
#include <span>

#include "core/device.hpp"
#include "model/conv_algorithms.hpp"
#include "model/library_handle.hpp"

namespace timbre::cuda {

/// Device memory that a call of a library works in: aligned to 256 bytes, at least as long as the
/// operation's workspace_bytes(). What it holds afterwards means nothing, so that all operations
/// of a program share one piece, as long as the longest of them asks for. It belongs to the
/// program, for it must stay where it is while the program's graph lives.
using Workspace = std::span<std::byte>;

/// cuDNN and cuBLAS on the device's stream. Handles are made when they are first asked for: they
/// cost up to 0.1 s and 0.2 GB of the host's memory.
class Libraries {
 public:
  /// Those of the device; made with the first call, destroyed with the device.
  static Libraries& of(CudaDevice& device);

  explicit Libraries(cudaStream_t stream) : stream_(stream) {}

  cudaStream_t stream() const { return stream_; }
  /// Both throw Error with the library's reason when it cannot start.
  cudnnHandle_t cudnn();
  cublasLtHandle_t cublas_lt();

  /// The convolutions' algorithms that were chosen so far.
  ConvAlgorithmCache& conv_algorithms() { return conv_algorithms_; }

 private:
  cudaStream_t stream_;
  CudnnHandle cudnn_;
  CublasLtHandle cublas_lt_;
  ConvAlgorithmCache conv_algorithms_;
};

}  // namespace timbre::cuda
