#pragma once

#include <string>

#include "core/unique_handle.hpp"
#include "timbre/core/device.hpp"

namespace timbre::cuda {

/// An attribute of the process's current device.
int device_attribute(cudaDeviceAttr attribute);

/// The first CUDA device of the process, with one stream on which all of its work runs in order.
class CudaDevice final : public Device {
 public:
  /// `kind` is what the device calls itself. Throws RequestError when the runtime finds no device,
  /// or a driver older than itself.
  explicit CudaDevice(std::string kind);
  /// What the stages made for the device goes first: it needs the stream.
  ~CudaDevice() override { makers() = {}; }

  std::string kind() const override { return kind_; }
  std::string name() const override { return name_; }

  /// Aligned to 256 bytes. Throws Error with the sizes asked for and free when there is no room.
  void* allocate(std::size_t bytes) override;
  /// Returns when no work on the device can use the memory any more.
  void release(void* address, std::size_t bytes) noexcept override;

  /// Both return when the copy is done, so that the host's memory can be reused or read at once.
  void copy_in(void* device, const void* host, std::size_t bytes) override;
  void copy_out(void* host, const void* device, std::size_t bytes) override;
  void wait() override;

  cudaStream_t stream() const { return stream_.get(); }

 private:
  std::string kind_;
  std::string name_;
  Stream stream_;
};

}  // namespace timbre::cuda
