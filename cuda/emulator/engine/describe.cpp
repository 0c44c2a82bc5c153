#include "emulator/engine/describe.hpp"

#include <cstdio>
#include <filesystem>

namespace timbre::emulated {

std::string describe(const uint3& index) {
  return "(" + std::to_string(index.x) + "," + std::to_string(index.y) + "," +
         std::to_string(index.z) + ")";
}

std::string describe(const std::source_location& place) {
  return std::filesystem::path(place.file_name()).filename().string() + ":" +
         std::to_string(place.line());
}

std::string hexadecimal(std::uint64_t value) {
  char text[20];
  std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(value));
  return text;
}

Fault thread_fault(FaultKind kind, const Thread& thread, const std::string& what) {
  const std::string place = thread.place.line() ? ", " + describe(thread.place) : "";
  return block_fault(kind, *thread.block, "thread " + describe(thread.index) + place + ": " + what);
}

Fault block_fault(FaultKind kind, const BlockView& block, const std::string& what) {
  return Fault(kind, std::string(block.kernel) + ", block " + describe(block.index) + ", " + what);
}

}  // namespace timbre::emulated
