#include "timbre/core/device.hpp"

#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <utility>

#include "timbre/core/huge_pages.hpp"

namespace timbre {
namespace {

constexpr std::size_t cpu_alignment = 64;  // a cache line, and an AVX-512 register

std::size_t free_memory() {
  return static_cast<std::size_t>(sysconf(_SC_AVPHYS_PAGES)) *
         static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

class CpuDevice final : public Device {
 public:
  std::string kind() const override { return "cpu"; }

  bool shares_host_memory() const override { return true; }

  std::string name() const override {
    std::ifstream info("/proc/cpuinfo");
    for (std::string line; std::getline(info, line);) {
      if (line.rfind("model name", 0) != 0) continue;
      const std::size_t colon = line.find(": ");
      if (colon != std::string::npos) return line.substr(colon + 2);
    }
    return "CPU";
  }

  void* allocate(std::size_t bytes) override {
    const std::size_t alignment = bytes >= huge_page ? huge_page : cpu_alignment;
    const std::size_t blocks = bytes / alignment + 1;
    void* address = blocks > PTRDIFF_MAX / alignment  // no object is larger
                        ? nullptr
                        : std::aligned_alloc(alignment, blocks * alignment);
    if (!address) {
      throw Error("out of memory: " + std::to_string(bytes) + " bytes were asked for, " +
                  std::to_string(free_memory()) + " are free; use a smaller batch_size");
    }
    prefer_huge_pages(address, bytes);
    return address;
  }
  void release(void* address, std::size_t) noexcept override { std::free(address); }

  void copy_in(void* device, const void* host, std::size_t bytes) override {
    if (bytes) std::memcpy(device, host, bytes);
  }
  void copy_out(void* host, const void* device, std::size_t bytes) override {
    if (bytes) std::memcpy(host, device, bytes);
  }
  void wait() override {}
};

}  // namespace

Buffer::Buffer(Device& device, std::size_t bytes)
    : device_(&device), address_(device.allocate(bytes)), bytes_(bytes) {}

Buffer::Buffer(Buffer&& other) noexcept
    : device_(std::exchange(other.device_, nullptr)),
      address_(std::exchange(other.address_, nullptr)),
      bytes_(std::exchange(other.bytes_, 0)) {}

Buffer& Buffer::operator=(Buffer&& other) noexcept {
  std::swap(device_, other.device_);
  std::swap(address_, other.address_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

Buffer::~Buffer() {
  if (device_) device_->release(address_, bytes_);
}

std::unique_ptr<Device> open_cpu() {
  return std::make_unique<CpuDevice>();
}

}  // namespace timbre
