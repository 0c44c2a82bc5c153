#include "emulator/engine/dynamic_shared.hpp"

#include <algorithm>
#include <cstring>
#include <new>

#include "emulator/engine/sanitizers.hpp"

namespace timbre::emulated {
namespace {

constexpr std::size_t guard_bytes = 128;
constexpr std::align_val_t alignment{128};
constexpr int guard = 0xA5;
constexpr int poison = 0xFF;  // NaN in every floating-point type

bool is_guard(const std::byte* begin) {
  return std::all_of(begin, begin + guard_bytes,
                     [](std::byte value) { return value == std::byte{guard}; });
}

}  // namespace

DynamicShared::~DynamicShared() {
  release();
}

void DynamicShared::release() {
  if (!memory_) return;
  allow_access(memory_, capacity_);
  ::operator delete[](memory_, alignment);
}

std::byte* DynamicShared::prepare(std::size_t bytes) {
  const std::size_t needed = bytes + 2 * guard_bytes;
  if (needed > capacity_) {
    release();
    memory_ = static_cast<std::byte*>(::operator new[](needed, alignment));
    capacity_ = needed;
  }
  bytes_ = bytes;
  allow_access(memory_, capacity_);
  std::byte* begin = memory_ + guard_bytes;
  std::memset(memory_, guard, guard_bytes);
  std::memset(begin, poison, bytes);
  std::memset(begin + bytes, guard, guard_bytes);
  forbid_access(memory_, guard_bytes);
  forbid_access(begin + bytes, capacity_ - guard_bytes - bytes);
  return begin;
}

bool DynamicShared::guards_intact() const {
  if (address_sanitizer || !memory_) return true;
  return is_guard(memory_) && is_guard(memory_ + guard_bytes + bytes_);
}

}  // namespace timbre::emulated
