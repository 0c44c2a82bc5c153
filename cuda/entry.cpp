// What timbre_core looks up in this module: see src/core/cuda_module.cpp.
#include "core/device.hpp"

extern "C" timbre::Device* timbre_open_cuda() {
  return new timbre::cuda::CudaDevice;
}
