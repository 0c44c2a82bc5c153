#pragma once

// What a kernel file includes, when nvcc builds it. The emulated device has a file of the same name
// in cuda/emulator; which one is found is the build's choice, so kernel files need no condition.
#include <cuda_runtime.h>

#include <utility>

#include "core/check.hpp"
#include "runtime/gpu/launch_shape.hpp"

/// Declares `T* name`, the block's dynamic shared memory. A kernel declares it once.
#define GPU_DYNAMIC_SHARED(T, name)                                \
  extern __shared__ __align__(128) unsigned char dynamic_shared[]; \
  T* name = reinterpret_cast<T*>(dynamic_shared)

namespace timbre::gpu {

template <auto Kernel>
struct KernelCall;

template <typename... Parameters, void (*Kernel)(Parameters...)>
struct KernelCall<Kernel> {
  static void run(const Launch& shape, Parameters... arguments) {
    Kernel<<<shape.grid, shape.block, shape.shared_bytes, shape.stream>>>(arguments...);
  }
};

/// Puts the kernel on the stream. Throws Error with the caller's line when the launch is refused.
template <auto Kernel, typename... Arguments>
void launch(const Launch& shape, Arguments&&... arguments) {
  KernelCall<Kernel>::run(shape, std::forward<Arguments>(arguments)...);
  cuda::check(cudaGetLastError(), "the kernel launch", shape.where);
}

}  // namespace timbre::gpu
