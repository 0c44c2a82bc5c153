#pragma once

#include <cuda_runtime_api.h>

#include <functional>
#include <string>

#include "emulator/engine/grid.hpp"

namespace timbre::emulated {

struct KernelLaunch {
  std::string name;
  const void* function = nullptr;
  GridShape shape;
  cudaStream_t stream = nullptr;
  std::function<void()> body;  ///< what each thread of the grid runs
};

/// What `kernel<<<...>>>(...)` is for nvcc. A shape that the device would refuse is reported and
/// becomes CUDA's last error.
void launch_kernel(KernelLaunch launch);

}  // namespace timbre::emulated
