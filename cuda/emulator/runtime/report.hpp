#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>
#include <string>
#include <vector>

#include "emulator/engine/fault.hpp"

// What tests ask the emulated device.
namespace timbre::emulated {

struct Report {
  FaultKind kind;
  std::string text;
};

/// The faults found since the last call, in the order in which they were found.
std::vector<Report> take_reports();

/// Lets the device go on after a fault; without it, every call fails until a reset.
void forgive_failure();

/// What the device was asked to do since the last reset.
struct Statistics {
  std::uint64_t allocations = 0;  ///< of device and pinned memory
  std::uint64_t live_bytes = 0;   ///< of device memory
  std::uint64_t peak_bytes = 0;
  std::uint64_t copies_to_device = 0, copies_to_host = 0, copies_on_device = 0;
  std::uint64_t bytes_to_device = 0, bytes_to_host = 0, bytes_on_device = 0;
  std::uint64_t kernels = 0;
  std::uint64_t library_calls = 0;  ///< of cuDNN and cuBLAS that compute something
  std::uint64_t graph_launches = 0;
  std::uint64_t synchronisations = 0;  ///< times that the host waited
};
Statistics statistics();

/// How much device memory there is; an allocation beyond it fails. 1 GiB after a reset.
void set_device_bytes(std::uint64_t bytes);

/// Does what is left to do, reports leaks and late damage, and forgets everything else: memory,
/// streams, events, graphs, the last error. cudaDeviceReset() calls it too.
void reset_device();

}  // namespace timbre::emulated
