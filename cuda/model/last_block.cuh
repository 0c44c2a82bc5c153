#pragma once

// Includes nothing: kernel files include gpu/kernel.cuh first.
namespace timbre::cuda {

/// True in all threads of the block that comes here last of `blocks`: it sees what the others wrote
/// before (through __ldcg). `arrived` is 0 before the first launch and after each (CUDA C++
/// Programming Guide, "Memory Fence Functions").
__device__ inline bool is_last_block(unsigned* arrived, unsigned blocks) {
  __shared__ bool is_last;
  __threadfence();
  __syncthreads();
  if (threadIdx.x == 0 && threadIdx.y == 0) {
    is_last = atomicAdd(arrived, 1u) == blocks - 1;
    if (is_last) atomicExch(arrived, 0u);
  }
  __syncthreads();
  if (is_last) __threadfence();
  return is_last;
}

}  // namespace timbre::cuda
