#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <typeindex>
#include <typeinfo>
#include <unordered_map>

#include "timbre/core/error.hpp"

namespace timbre {

class Device;

/// A piece of a device's memory, freed with the object. Moves, never copies by accident.
class Buffer {
 public:
  Buffer() = default;
  Buffer(Device& device, std::size_t bytes);
  Buffer(Buffer&& other) noexcept;
  Buffer& operator=(Buffer&& other) noexcept;
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer();

  std::size_t bytes() const { return bytes_; }
  /// The address on the device; on the CPU ordinary memory, aligned to 64 bytes.
  template <typename T>
  T* as() const {
    return static_cast<T*>(address_);
  }

 private:
  Device* device_ = nullptr;
  void* address_ = nullptr;
  std::size_t bytes_ = 0;
};

/// Makers of the parts that run on a device, by the interface they make. Stages put theirs in and
/// look them up, so that core knows no stage.
class MakerTable {
 public:
  template <typename Maker>
  void set(std::shared_ptr<Maker> maker) {
    makers_[std::type_index(typeid(Maker))] = std::move(maker);
  }
  template <typename Maker>
  Maker* find() const {
    const auto found = makers_.find(std::type_index(typeid(Maker)));
    return found == makers_.end() ? nullptr : static_cast<Maker*>(found->second.get());
  }

 private:
  std::unordered_map<std::type_index, std::shared_ptr<void>> makers_;
};

/// Where features are computed and networks trained. Work on one device runs in the order in
/// which it was asked for; `wait` returns when all of it is done.
class Device {
 public:
  virtual ~Device() = default;
  Device() = default;
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  virtual std::string kind() const = 0;  ///< "cpu", "cuda" or "emulated"
  virtual std::string name() const = 0;  ///< of the processor, for reports
  /// Whether its memory is ordinary memory, so that the host can use it without copies.
  virtual bool shares_host_memory() const { return false; }

  /// Throws Error with the size asked for and the size free when there is no room.
  virtual void* allocate(std::size_t bytes) = 0;
  virtual void release(void* address, std::size_t bytes) noexcept = 0;

  virtual void copy_in(void* device, const void* host, std::size_t bytes) = 0;
  virtual void copy_out(void* host, const void* device, std::size_t bytes) = 0;
  virtual void wait() = 0;

  MakerTable& makers() { return makers_; }
  const MakerTable& makers() const { return makers_; }

  /// The maker of an interface on this device; an Error that names both when there is none.
  template <typename Maker>
  Maker& maker(const std::string& part) {
    if (Maker* found = makers_.find<Maker>()) return *found;
    throw Error("the device '" + kind() + "' has no " + part + "; use --device cpu");
  }

 private:
  MakerTable makers_;
};

/// The CPU, without any makers yet.
std::unique_ptr<Device> open_cpu();

/// The first CUDA device, through the module that is opened at run time. Throws RequestError with
/// one line that says why when there is no driver, no device or no module.
std::unique_ptr<Device> open_cuda();

/// Whether a CUDA driver answers and has a device; `reason` (when given) says why not.
bool cuda_available(std::string* reason = nullptr);

}  // namespace timbre
