#include <algorithm>
#include <cstring>

#include "emulator/runtime/memory.hpp"

namespace timbre::emulated {
namespace {

// A NaN as float, double, half and bfloat16, and as an integer a number that stands out.
constexpr std::uint16_t pattern = 0xFFF7;
constexpr std::uint32_t pattern_word = 0xFFF7FFF7;

std::byte pattern_byte(std::size_t offset) {
  return static_cast<std::byte>(offset % 2 == 0 ? pattern & 0xFF : pattern >> 8);
}

}  // namespace

void poison(void* address, std::size_t bytes) {
  auto* begin = static_cast<std::byte*>(address);
  std::size_t filled = std::min(bytes, sizeof pattern);
  std::memcpy(begin, &pattern, filled);
  while (filled < bytes) {
    const std::size_t more = std::min(filled, bytes - filled);
    std::memcpy(begin + filled, begin, more);
    filled += more;
  }
}

std::size_t first_unpoisoned(const void* address, std::size_t bytes) {
  const auto* begin = static_cast<const std::byte*>(address);
  const std::size_t period = sizeof pattern;
  const bool repeats = bytes > period && std::memcmp(begin, &pattern, period) == 0 &&
                       std::memcmp(begin, begin + period, bytes - period) == 0;
  if (repeats) return bytes;
  for (std::size_t offset = 0; offset < bytes; ++offset) {
    if (begin[offset] != pattern_byte(offset)) return offset;
  }
  return bytes;
}

std::size_t first_poisoned(const void* address, std::size_t bytes) {
  const auto* begin = static_cast<const std::byte*>(address);
  std::size_t offset = -reinterpret_cast<std::uintptr_t>(address) % sizeof pattern_word;
  for (; offset + sizeof pattern_word <= bytes; offset += sizeof pattern_word) {
    std::uint32_t word = 0;
    std::memcpy(&word, begin + offset, sizeof word);
    if (word == pattern_word) return offset;
  }
  return bytes;
}

}  // namespace timbre::emulated
