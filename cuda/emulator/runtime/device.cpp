#include <cstring>

#include "emulator/engine/block.hpp"
#include "emulator/library/call.hpp"
#include "emulator/runtime/limits.hpp"
#include "emulator/runtime/memory.hpp"
#include "emulator/runtime/state.hpp"
#include "emulator/runtime/stream.hpp"

namespace timbre::emulated {

void reset_device() {
  const std::lock_guard lock(runtime_mutex());
  try {
    scheduler().finish_all();
    memory().check_guards("at the reset of the device");
  } catch (const Fault& fault) {
    add_report(fault.kind(), fault.what());
  }
  reset_library_objects();
  reset_graphs();
  reset_events();
  reset_streams();
  scheduler().drop_all();
  memory().reset();
  counted() = {};
  forget_errors();
}

void set_device_bytes(std::uint64_t bytes) {
  const std::lock_guard lock(runtime_mutex());
  memory().device_bytes = bytes;
}

namespace {

cudaError_t check_device(int device) {
  return device == 0 ? cudaSuccess : cudaErrorInvalidDevice;
}

cudaDeviceProp properties() {
  cudaDeviceProp described{};
  std::strcpy(described.name, "emulated device");
  described.totalGlobalMem = memory().device_bytes;
  described.sharedMemPerBlock = limits::default_shared_bytes;
  described.sharedMemPerBlockOptin = limits::most_shared_bytes;
  described.sharedMemPerMultiprocessor = limits::shared_bytes_of_processor;
  described.regsPerBlock = limits::registers_of_processor;
  described.regsPerMultiprocessor = limits::registers_of_processor;
  described.warpSize = 32;
  described.maxThreadsPerBlock = max_block_threads;
  described.maxThreadsPerMultiProcessor = limits::threads_of_processor;
  described.multiProcessorCount = limits::processors;
  described.major = limits::major;
  described.minor = limits::minor;
  described.concurrentKernels = 1;
  described.memoryBusWidth = 64;  // bits
  described.l2CacheSize = 1 << 20;
  return described;
}

int attribute_value(cudaDeviceAttr attribute) {
  switch (attribute) {
    case cudaDevAttrMaxThreadsPerBlock:
      return max_block_threads;
    case cudaDevAttrMaxSharedMemoryPerBlock:
      return static_cast<int>(limits::default_shared_bytes);
    case cudaDevAttrMaxSharedMemoryPerBlockOptin:
      return static_cast<int>(limits::most_shared_bytes);
    case cudaDevAttrMaxSharedMemoryPerMultiprocessor:
      return static_cast<int>(limits::shared_bytes_of_processor);
    case cudaDevAttrMultiProcessorCount:
      return limits::processors;
    case cudaDevAttrWarpSize:
      return 32;
    case cudaDevAttrClockRate:
    case cudaDevAttrMemoryClockRate:
      return 1'000'000;  // kHz
    case cudaDevAttrComputeCapabilityMajor:
      return limits::major;
    case cudaDevAttrComputeCapabilityMinor:
      return limits::minor;
    default:
      throw Refused(cudaErrorNotSupported, "an attribute that the emulated device does not know");
  }
}

}  // namespace
}  // namespace timbre::emulated

using namespace timbre::emulated;

extern "C" {

cudaError_t cudaDeviceReset() {
  reset_device();
  return cudaSuccess;
}

cudaError_t cudaGetDeviceCount(int* count) {
  *count = 1;
  return cudaSuccess;
}

cudaError_t cudaSetDevice(int device) {
  return api([&] { return check_device(device); });
}

cudaError_t cudaGetDevice(int* device) {
  *device = 0;
  return cudaSuccess;
}

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* described, int device) {
  return api([&] {
    *described = properties();
    return check_device(device);
  });
}

cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr attribute, int device) {
  return api([&] {
    *value = attribute_value(attribute);
    return check_device(device);
  });
}

cudaError_t cudaRuntimeGetVersion(int* version) {
  *version = CUDART_VERSION;
  return cudaSuccess;
}

cudaError_t cudaDriverGetVersion(int* version) {
  return cudaRuntimeGetVersion(version);
}

// By threads and dynamic shared memory alone: registers are not known here.
cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, const void*,
                                                          int block_threads,
                                                          std::size_t shared_bytes) {
  return api([&] {
    *blocks = limits::threads_of_processor / block_threads;
    if (shared_bytes > 0) {
      const auto fitting = limits::shared_bytes_of_processor / shared_bytes;
      *blocks = std::min(*blocks, static_cast<int>(fitting));
    }
  });
}

}  // extern "C"
