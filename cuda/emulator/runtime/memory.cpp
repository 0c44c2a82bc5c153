#include "emulator/runtime/memory.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <optional>

#include "emulator/engine/observer.hpp"
#include "emulator/engine/sanitizers.hpp"
#include "emulator/runtime/state.hpp"

namespace timbre::emulated {
namespace {

constexpr std::size_t guard_bytes = 256;
constexpr std::size_t allocation_alignment = 256;
constexpr int guard = 0xA5;
// Freed memory that is kept to see late uses of it.
constexpr std::uint64_t kept_freed_bytes = std::uint64_t{4} << 20;

std::optional<std::size_t> first_damage(const std::byte* begin, std::size_t bytes) {
  const bool intact = begin[0] == std::byte{guard} && std::memcmp(begin, begin + 1, bytes - 1) == 0;
  if (intact) return std::nullopt;
  for (std::size_t offset = 0; offset < bytes; ++offset) {
    if (begin[offset] != std::byte{guard}) return offset;
  }
  return std::nullopt;
}

std::string name_of(MemoryKind kind) {
  return kind == MemoryKind::device ? "device memory" : "pinned memory";
}

}  // namespace

std::string describe(const Allocation& allocation) {
  return (allocation.kind == MemoryKind::device ? "allocation #" : "pinned allocation #") +
         std::to_string(allocation.number) + " (" + std::to_string(allocation.bytes) + " bytes)";
}

Memory& memory() {
  static Memory current;
  return current;
}

Memory::~Memory() {
  for (const auto& [end, allocation] : allocations_) unmap(allocation);
}

void* Memory::allocate(std::size_t bytes, MemoryKind kind) {
  Statistics& statistics = counted();
  if (kind == MemoryKind::device && statistics.live_bytes + bytes > device_bytes) return nullptr;
  Allocation made;
  made.bytes = bytes;
  made.number = ++allocated_;
  made.kind = kind;
  // Room behind the end up to the next multiple belongs to the guard: not one byte is free.
  made.mapped_bytes =
      guard_bytes +
      (bytes + allocation_alignment - 1) / allocation_alignment * allocation_alignment +
      guard_bytes;
  made.mapped = static_cast<std::byte*>(
      ::operator new[](made.mapped_bytes, std::align_val_t{allocation_alignment}));
  made.begin = made.mapped + guard_bytes;
  std::byte* end = made.begin + bytes;
  const auto behind = static_cast<std::size_t>(made.mapped + made.mapped_bytes - end);
  std::memset(made.mapped, guard, guard_bytes);
  poison(made.begin, bytes);
  std::memset(end, guard, behind);
  forbid_access(made.mapped, guard_bytes);
  forbid_access(end, behind);
  allocations_[reinterpret_cast<std::uintptr_t>(made.mapped) + made.mapped_bytes] = made;

  ++statistics.allocations;
  if (kind == MemoryKind::device) {
    statistics.live_bytes += bytes;
    statistics.peak_bytes = std::max(statistics.peak_bytes, statistics.live_bytes);
  }
  if (Observer* listener = observer()) listener->allocated(made.begin, bytes);
  return made.begin;
}

const Allocation* Memory::find(const void* address) const {
  const auto found = allocations_.upper_bound(reinterpret_cast<std::uintptr_t>(address));
  if (found == allocations_.end() || address < found->second.mapped) return nullptr;
  return &found->second;
}

bool Memory::on_device(const void* address) const {
  const Allocation* allocation = find(address);
  return allocation && allocation->kind == MemoryKind::device;
}

void Memory::check_range(const void* address, std::size_t bytes, const std::string& what) const {
  const Allocation* allocation = find(address);
  if (!allocation) return;
  if (allocation->freed)
    throw Fault(FaultKind::use_after_free, what + ": " + describe(*allocation) + " was freed");
  const auto* begin = static_cast<const std::byte*>(address);
  if (begin < allocation->begin || begin + bytes > allocation->begin + allocation->bytes) {
    throw Fault(FaultKind::out_of_bounds,
                what + ": bytes " + std::to_string(begin - allocation->begin) + " to " +
                    std::to_string(begin - allocation->begin + static_cast<std::ptrdiff_t>(bytes)) +
                    " of " + describe(*allocation));
  }
}

void Memory::release(void* address, MemoryKind kind) {
  const Allocation* found = find(address);
  if (!found || found->begin != address || found->kind != kind) {
    throw Refused(cudaErrorInvalidValue,
                  "freeing an address that is not the start of " + name_of(kind));
  }
  if (found->freed) {
    throw Refused(cudaErrorInvalidValue, "freeing " + describe(*found) + " twice",
                  FaultKind::use_after_free);
  }
  check_guards("when " + describe(*found) + " was freed");
  const auto key = reinterpret_cast<std::uintptr_t>(found->mapped) + found->mapped_bytes;
  allocations_.at(key).freed = true;
  poison(address, found->bytes);
  forbid_access(address, found->bytes);
  if (kind == MemoryKind::device) counted().live_bytes -= found->bytes;
  trim_freed();
}

void Memory::unmap(const Allocation& allocation) {
  allow_access(allocation.mapped, allocation.mapped_bytes);
  ::operator delete[](allocation.mapped, std::align_val_t{allocation_alignment});
}

// Gives the oldest freed memory back while there is too much of it.
void Memory::trim_freed() {
  std::uint64_t kept = 0;
  for (const auto& [end, allocation] : allocations_)
    kept += allocation.freed ? allocation.bytes : 0;
  while (kept > kept_freed_bytes) {
    auto oldest = allocations_.end();
    for (auto at = allocations_.begin(); at != allocations_.end(); ++at) {
      if (!at->second.freed) continue;
      if (oldest == allocations_.end() || at->second.number < oldest->second.number) oldest = at;
    }
    kept -= oldest->second.bytes;
    unmap(oldest->second);
    allocations_.erase(oldest);
  }
}

void Memory::check_guards(const std::string& when) {
  if (address_sanitizer) return;
  for (const auto& [mapped_end, allocation] : allocations_) {
    std::byte* end = allocation.begin + allocation.bytes;
    const auto behind = static_cast<std::size_t>(allocation.mapped + allocation.mapped_bytes - end);
    const auto before_damage = first_damage(allocation.mapped, guard_bytes);
    const auto behind_damage = first_damage(end, behind);
    if (!before_damage && !behind_damage) continue;
    std::memset(allocation.mapped, guard, guard_bytes);
    std::memset(end, guard, behind);
    const std::string where =
        behind_damage ? std::to_string(*behind_damage) + " bytes past the end"
                      : std::to_string(guard_bytes - *before_damage) + " bytes before the start";
    throw Fault(FaultKind::out_of_bounds,
                "a write " + where + " of " + describe(allocation) + ", seen " + when);
  }
}

void Memory::check_freed(const std::string& when) {
  if (address_sanitizer) return;
  for (const auto& [end, allocation] : allocations_) {
    if (!allocation.freed) continue;
    const std::size_t offset = first_unpoisoned(allocation.begin, allocation.bytes);
    if (offset == allocation.bytes) continue;
    poison(allocation.begin, allocation.bytes);
    throw Fault(FaultKind::use_after_free, "a write to byte " + std::to_string(offset) + " of " +
                                               describe(allocation) + ", which was freed, seen " +
                                               when);
  }
}

void Memory::reset() {
  for (const auto& [end, allocation] : allocations_) {
    if (!allocation.freed) add_report(FaultKind::leak, describe(allocation) + " was never freed");
    unmap(allocation);
  }
  allocations_.clear();
  allocated_ = 0;
  device_bytes = std::uint64_t{1} << 30;
}

}  // namespace timbre::emulated
