#pragma once

// First: it uses the names below for parameters.
#include <cuda_runtime.h>

#include "emulator/engine/collective.hpp"
#include "emulator/engine/thread.hpp"

// CUDA's built-in variables, barriers and fences.
#define threadIdx (::timbre::emulated::this_thread().index)
#define blockIdx (::timbre::emulated::this_thread().block->index)
#define blockDim (::timbre::emulated::this_thread().block->block_size)
#define gridDim (::timbre::emulated::this_thread().block->grid_size)
inline constexpr int warpSize = 32;

/// Declares `T* name`, the block's dynamic shared memory. For nvcc it is `extern __shared__`.
#define GPU_DYNAMIC_SHARED(T, name) \
  T* name = reinterpret_cast<T*>(::timbre::emulated::this_thread().block->dynamic_shared)

inline void __syncthreads(std::source_location place = std::source_location::current()) {
  timbre::emulated::block_barrier(false, place);
}

inline int __syncthreads_count(int vote,
                               std::source_location place = std::source_location::current()) {
  return static_cast<int>(timbre::emulated::block_barrier(vote != 0, place).in_favour);
}

inline int __syncthreads_or(int vote,
                            std::source_location place = std::source_location::current()) {
  return timbre::emulated::block_barrier(vote != 0, place).in_favour > 0;
}

inline int __syncthreads_and(int vote,
                             std::source_location place = std::source_location::current()) {
  const auto votes = timbre::emulated::block_barrier(vote != 0, place);
  return votes.in_favour == votes.threads;
}

void __threadfence_block();
void __threadfence();
void __threadfence_system();

[[noreturn]] inline void __trap(std::source_location place = std::source_location::current()) {
  timbre::emulated::device_fault(timbre::emulated::FaultKind::trap, "called __trap()", place);
}
