#pragma once

#include <thrust/system/cuda/execution_policy.h>

namespace timbre::gpu {

/// Algorithms run on the stream, wait for it only where they give something to the host, and take
/// memory from the allocator.
template <typename Allocator>
auto thrust_policy(Allocator& allocator, cudaStream_t stream) {
  return thrust::cuda::par_nosync(allocator).on(stream);
}

}  // namespace timbre::gpu
