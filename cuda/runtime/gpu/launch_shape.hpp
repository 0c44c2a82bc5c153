#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <source_location>

#include "core/check.hpp"

namespace timbre::gpu {

/// How a kernel is launched: `launch<kernel>({.grid = blocks, .block = 256}, arguments...)`.
struct Launch {
  dim3 grid;
  dim3 block;
  std::size_t shared_bytes = 0;  ///< dynamic shared memory of each block
  cudaStream_t stream = nullptr;
  std::source_location where = std::source_location::current();  ///< for messages
};

/// Lets launches of the kernel ask for that much dynamic shared memory; without it, 48 KiB. What
/// others may ask for already stays allowed: they launch the same kernel.
template <auto Kernel>
void allow_shared_bytes(std::size_t bytes) {
  const auto* const function = reinterpret_cast<const void*>(Kernel);
  cudaFuncAttributes allowed{};
  cuda::check(cudaFuncGetAttributes(&allowed, function), "cudaFuncGetAttributes");
  if (static_cast<int>(bytes) <= allowed.maxDynamicSharedSizeBytes) return;
  cuda::check(cudaFuncSetAttribute(function, cudaFuncAttributeMaxDynamicSharedMemorySize,
                                   static_cast<int>(bytes)),
              "cudaFuncSetAttribute");
}

}  // namespace timbre::gpu
