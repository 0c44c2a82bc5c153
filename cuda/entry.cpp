// What timbre_core looks up in this module: see src/core/cuda_module.cpp.
#include "makers.hpp"

extern "C" timbre::Device* timbre_open_cuda() {
  return timbre::cuda::open_device("cuda").release();
}
