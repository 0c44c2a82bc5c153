#pragma once

#include <cstdint>
#include <vector>

#include "core/device.hpp"

namespace timbre::cuda {

/// Zeros on the device, for is_last_block of model/last_block.cuh.
class Counters {
 public:
  explicit Counters(CudaDevice& device) : device_(&device) {}

  unsigned* take(std::int64_t count) {
    const std::vector<unsigned> zeros(static_cast<std::size_t>(count), 0u);
    pieces_.emplace_back(*device_, zeros.size() * sizeof(unsigned));
    device_->copy_in(pieces_.back().as<void>(), zeros.data(), pieces_.back().bytes());
    return pieces_.back().as<unsigned>();
  }

  std::size_t memory_bytes() const {
    std::size_t bytes = 0;
    for (const Buffer& piece : pieces_) bytes += piece.bytes();
    return bytes;
  }

 private:
  CudaDevice* device_;
  std::vector<Buffer> pieces_;
};

}  // namespace timbre::cuda
