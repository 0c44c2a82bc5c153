#include "emulator/runtime/kernel_launch.hpp"

#include <map>

#include "emulator/engine/block.hpp"
#include "emulator/runtime/limits.hpp"
#include "emulator/runtime/state.hpp"
#include "emulator/runtime/stream.hpp"

namespace timbre::emulated {
namespace {

// Dynamic shared memory that cudaFuncSetAttribute allowed, by kernel.
std::map<const void*, std::size_t>& allowed_shared_bytes() {
  static std::map<const void*, std::size_t> current;
  return current;
}

std::size_t allowed_bytes_of(const void* function) {
  const auto allowed = allowed_shared_bytes().find(function);
  return allowed == allowed_shared_bytes().end() ? limits::default_shared_bytes : allowed->second;
}

std::string shape_text(const dim3& shape) {
  return std::to_string(shape.x) + "x" + std::to_string(shape.y) + "x" + std::to_string(shape.z);
}

void check_shape(const KernelLaunch& launch) {
  const auto& [grid, block, shared_bytes] = launch.shape;
  const auto refuse = [&](const std::string& why) {
    throw Refused(cudaErrorInvalidConfiguration, "launch of " + launch.name + ": " + why,
                  FaultKind::launch);
  };
  if (std::uint64_t{grid.x} * grid.y * grid.z == 0 || grid.x > limits::grid_x ||
      grid.y > limits::grid_yz || grid.z > limits::grid_yz)
    refuse("a grid of " + shape_text(grid) + " blocks");
  const auto threads = std::uint64_t{block.x} * block.y * block.z;
  if (threads == 0 || threads > max_block_threads || block.z > limits::block_z)
    refuse("blocks of " + shape_text(block) + " threads");
  const std::size_t most = allowed_bytes_of(launch.function);
  if (shared_bytes > most) {
    refuse(std::to_string(shared_bytes) + " bytes of dynamic shared memory, " +
           std::to_string(most) + " allowed (see cudaFuncSetAttribute)");
  }
}

}  // namespace

void launch_kernel(KernelLaunch launch) {
  api([&] {
    check_shape(launch);
    const auto shared = std::make_shared<KernelLaunch>(std::move(launch));
    const Task run = [shared] { run_grid(shared->name.c_str(), shared->shape, shared->body); };
    put(stream_of(shared->stream), {.kind = OperationKind::kernel,
                                    .name = shared->name,
                                    .function = shared->function,
                                    .submit = [run] {
                                      ++counted().kernels;
                                      return run;
                                    }});
  });
}

}  // namespace timbre::emulated

using namespace timbre::emulated;

extern "C" cudaError_t cudaFuncSetAttribute(const void* function, cudaFuncAttribute attribute,
                                            int value) {
  return api([&] {
    if (attribute == cudaFuncAttributePreferredSharedMemoryCarveout) return;
    if (attribute != cudaFuncAttributeMaxDynamicSharedMemorySize)
      throw Refused(cudaErrorNotSupported, "an attribute that the emulated device does not know");
    if (value < 0 || static_cast<std::size_t>(value) > limits::most_shared_bytes) {
      throw Refused(cudaErrorInvalidValue, "dynamic shared memory of " + std::to_string(value) +
                                               " bytes, at most " +
                                               std::to_string(limits::most_shared_bytes));
    }
    allowed_shared_bytes()[function] = static_cast<std::size_t>(value);
  });
}

extern "C" cudaError_t cudaFuncGetAttributes(cudaFuncAttributes* attributes, const void* function) {
  return api([&] {
    *attributes = {};
    attributes->maxDynamicSharedSizeBytes = static_cast<int>(allowed_bytes_of(function));
  });
}
