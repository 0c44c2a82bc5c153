#pragma once

#include <cuda_runtime_api.h>
#include <thrust/system/cpp/execution_policy.h>

#include "core/check.hpp"

namespace timbre::gpu {

/// Algorithms run at once, on the host: what the stream holds is waited for.
template <typename Allocator>
auto thrust_policy(Allocator& allocator, cudaStream_t stream) {
  TIMBRE_CUDA_CHECK(cudaStreamSynchronize(stream));
  return thrust::cpp::par(allocator);
}

}  // namespace timbre::gpu
