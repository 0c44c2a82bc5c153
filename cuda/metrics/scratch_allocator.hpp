#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "core/device.hpp"

namespace timbre::cuda {

/// The memory that Thrust's algorithms take for a while: kept for the next of the same size, so
/// that a ranking that was used once allocates no more.
class ScratchAllocator {
 public:
  using value_type = char;

  explicit ScratchAllocator(CudaDevice& device) : device_(&device) {}

  char* allocate(std::ptrdiff_t bytes) {
    const auto size = static_cast<std::size_t>(bytes);
    std::vector<Buffer>& free = free_[size];
    if (free.empty()) free.emplace_back(*device_, size);
    Buffer taken = std::move(free.back());
    free.pop_back();
    char* const address = taken.as<char>();
    taken_.emplace(address, std::move(taken));
    return address;
  }

  void deallocate(char* address, std::size_t bytes) {
    const auto taken = taken_.find(address);
    free_[bytes].push_back(std::move(taken->second));
    taken_.erase(taken);
  }

 private:
  CudaDevice* device_;
  std::map<std::size_t, std::vector<Buffer>> free_;
  std::map<char*, Buffer> taken_;
};

}  // namespace timbre::cuda
