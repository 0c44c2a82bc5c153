#include "emulator/engine/dynamic_shared.hpp"

#include <algorithm>
#include <cstring>
#include <new>

#include "emulator/engine/sanitizers.hpp"

namespace timbre::emulated {
namespace {

constexpr std::size_t shared_guard_bytes = 128;
constexpr std::align_val_t alignment{128};
constexpr int shared_guard = 0xA5;
constexpr int poison_byte = 0xFF;  // NaN in every floating-point type

bool is_guard(const std::byte* begin) {
  return std::all_of(begin, begin + shared_guard_bytes,
                     [](std::byte value) { return value == std::byte{shared_guard}; });
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
  const std::size_t needed = bytes + 2 * shared_guard_bytes;
  if (needed > capacity_) {
    release();
    memory_ = static_cast<std::byte*>(::operator new[](needed, alignment));
    capacity_ = needed;
  }
  bytes_ = bytes;
  allow_access(memory_, capacity_);
  std::byte* begin = memory_ + shared_guard_bytes;
  std::memset(memory_, shared_guard, shared_guard_bytes);
  std::memset(begin, poison_byte, bytes);
  std::memset(begin + bytes, shared_guard, shared_guard_bytes);
  forbid_access(memory_, shared_guard_bytes);
  forbid_access(begin + bytes, capacity_ - shared_guard_bytes - bytes);
  return begin;
}

bool DynamicShared::guards_intact() const {
  if (address_sanitizer || !memory_) return true;
  return is_guard(memory_) && is_guard(memory_ + shared_guard_bytes + bytes_);
}

}  // namespace timbre::emulated
