// Replaces operator new of the whole program by one that counts.
#include "support/allocations.hpp"

#include <dlfcn.h>

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>

namespace {

std::atomic<bool> counting{false};
std::atomic<std::int64_t> count{0};

bool in_onednn(void* caller) {
  Dl_info module{};
  return dladdr(caller, &module) != 0 && std::strstr(module.dli_fname, "libdnnl") != nullptr;
}

void* counted(std::size_t bytes, std::size_t alignment, void* caller) {
  if (counting.load() && !in_onednn(caller)) ++count;
  const std::size_t padded = (bytes + alignment - 1) / alignment * alignment;
  void* address = std::aligned_alloc(alignment, padded == 0 ? alignment : padded);
  if (!address) throw std::bad_alloc();
  return address;
}

}  // namespace

void* operator new(std::size_t bytes) {
  return counted(bytes, alignof(std::max_align_t), __builtin_return_address(0));
}
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return counted(bytes, static_cast<std::size_t>(alignment), __builtin_return_address(0));
}
// std::stable_sort asks for its buffer in this way.
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept try {
  return operator new(bytes);
} catch (...) {
  return nullptr;
}
void operator delete(void* address) noexcept {
  std::free(address);
}
void operator delete(void* address, std::size_t) noexcept {
  std::free(address);
}
void operator delete(void* address, std::align_val_t) noexcept {
  std::free(address);
}
void operator delete(void* address, std::size_t, std::align_val_t) noexcept {
  std::free(address);
}

namespace timbre::test {

std::int64_t allocations_during(const std::function<void()>& work) {
  count = 0;
  counting = true;
  work();
  counting = false;
  return count;
}

}  // namespace timbre::test
