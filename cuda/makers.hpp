#pragma once

#include <memory>
#include <string>

#include "core/device.hpp"

namespace timbre::cuda {

/// The first device of the CUDA runtime with the makers of all stages in place. `kind` is "cuda",
/// or "emulated" where the runtime is the emulator's. Throws RequestError when there is no device.
std::unique_ptr<CudaDevice> open_device(std::string kind);

}  // namespace timbre::cuda
