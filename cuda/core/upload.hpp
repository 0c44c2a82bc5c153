#pragma once

#include <vector>

#include "timbre/core/device.hpp"

namespace timbre::cuda {

/// A table in the device's memory. Not for steady state: it allocates, and waits for the copy.
template <typename T>
Buffer upload(Device& device, const std::vector<T>& values) {
  Buffer buffer(device, values.size() * sizeof(T));
  device.copy_in(buffer.as<T>(), values.data(), buffer.bytes());
  return buffer;
}

}  // namespace timbre::cuda
