#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "emulator/engine/fault.hpp"

namespace timbre::emulated {

enum class MemoryKind { device, pinned };

/// One allocation, with guard bytes before and after it. It stays, poisoned, for a while after
/// it is freed, so that later uses are seen.
struct Allocation {
  std::byte* begin = nullptr;
  std::size_t bytes = 0;
  std::uint64_t number = 0;  ///< 1 for the first since the reset
  MemoryKind kind = MemoryKind::device;
  bool freed = false;
  std::byte* mapped = nullptr;
  std::size_t mapped_bytes = 0;
};

/// "allocation #3 (1024 bytes)"
std::string describe(const Allocation& allocation);

/// The device's memory and the pinned memory of the host. Fresh memory holds a NaN pattern.
class Memory {
 public:
  Memory() = default;
  ~Memory();
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  /// Aligned to 256 bytes; null when the device is full.
  void* allocate(std::size_t bytes, MemoryKind kind);
  /// Throws Fault when nothing of that kind was allocated there, or it was freed before.
  void release(void* address, MemoryKind kind);

  /// The allocation that the address lies in, its guards included; null for other memory.
  const Allocation* find(const void* address) const;
  bool on_device(const void* address) const;
  /// Throws Fault unless the range lies in one allocation that is not freed, or in the host's own
  /// memory.
  void check_range(const void* address, std::size_t bytes, const std::string& what) const;

  /// Throws Fault that says which guard or freed memory was written, and `when`; mends it first.
  void check_guards(const std::string& when);
  void check_freed(const std::string& when);

  /// Reports what was not freed, and forgets all.
  void reset();

  std::uint64_t device_bytes = std::uint64_t{1} << 30;

 private:
  void unmap(const Allocation& allocation);
  void trim_freed();

  std::map<std::uintptr_t, Allocation> allocations_;  ///< by the end of what is mapped
  std::uint64_t allocated_ = 0;
};

Memory& memory();

/// Fills with the pattern that fresh and freed memory holds.
void poison(void* address, std::size_t bytes);
/// The offset of the first byte that differs from the pattern, or `bytes`.
std::size_t first_unpoisoned(const void* address, std::size_t bytes);
/// The offset of the first aligned word of 4 bytes that still is the pattern, or `bytes`.
std::size_t first_poisoned(const void* address, std::size_t bytes);

}  // namespace timbre::emulated
