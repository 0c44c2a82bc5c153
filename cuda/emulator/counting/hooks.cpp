// What code compiled with -fsanitize=thread calls, here instead of the sanitizer's own library:
// every access of an instrumented kernel ends in the recorder. The names and signatures are the
// compiler's (LLVM compiler-rt, lib/tsan/rtl/tsan_interface.h and tsan_interface_atomic.h).
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "emulator/counting/recorder.hpp"

using timbre::emulated::AccessKind;
using timbre::emulated::recorder;

#define TIMBRE_PLAIN_HOOKS(bytes)                                                      \
  void __tsan_read##bytes(void* address) {                                             \
    recorder().access(address, bytes, AccessKind::load, __builtin_return_address(0));  \
  }                                                                                    \
  void __tsan_write##bytes(void* address) {                                            \
    recorder().access(address, bytes, AccessKind::store, __builtin_return_address(0)); \
  }                                                                                    \
  void __tsan_unaligned_read##bytes(void* address) {                                   \
    recorder().access(address, bytes, AccessKind::load, __builtin_return_address(0));  \
  }                                                                                    \
  void __tsan_unaligned_write##bytes(void* address) {                                  \
    recorder().access(address, bytes, AccessKind::store, __builtin_return_address(0)); \
  }

// Device atomics order nothing by themselves; the blocks run on one OS thread.
#define TIMBRE_UPDATE_HOOK(bits, name)                                                      \
  std::uint##bits##_t __tsan_atomic##bits##_##name(volatile std::uint##bits##_t* cell,      \
                                                   std::uint##bits##_t value, int) {        \
    recorder().access(const_cast<std::uint##bits##_t*>(cell), bits / 8, AccessKind::atomic, \
                      __builtin_return_address(0));                                         \
    return __atomic_##name(cell, value, __ATOMIC_RELAXED);                                  \
  }

#define TIMBRE_COMPARE_HOOK(bits, strength, weak)                                              \
  int __tsan_atomic##bits##_compare_exchange_##strength(volatile std::uint##bits##_t* cell,    \
                                                        std::uint##bits##_t* expected,         \
                                                        std::uint##bits##_t value, int, int) { \
    recorder().access(const_cast<std::uint##bits##_t*>(cell), bits / 8, AccessKind::atomic,    \
                      __builtin_return_address(0));                                            \
    return __atomic_compare_exchange_n(cell, expected, value, weak, __ATOMIC_RELAXED,          \
                                       __ATOMIC_RELAXED);                                      \
  }

#define TIMBRE_ATOMIC_HOOKS(bits)                                                                 \
  std::uint##bits##_t __tsan_atomic##bits##_load(const volatile std::uint##bits##_t* cell, int) { \
    recorder().atomic_load(const_cast<const std::uint##bits##_t*>(cell), bits / 8,                \
                           __builtin_return_address(0));                                          \
    return __atomic_load_n(cell, __ATOMIC_RELAXED);                                               \
  }                                                                                               \
  void __tsan_atomic##bits##_store(volatile std::uint##bits##_t* cell, std::uint##bits##_t value, \
                                   int) {                                                         \
    recorder().access(const_cast<std::uint##bits##_t*>(cell), bits / 8, AccessKind::store,        \
                      __builtin_return_address(0));                                               \
    __atomic_store_n(cell, value, __ATOMIC_RELAXED);                                              \
  }                                                                                               \
  std::uint##bits##_t __tsan_atomic##bits##_exchange(volatile std::uint##bits##_t* cell,          \
                                                     std::uint##bits##_t value, int) {            \
    recorder().access(const_cast<std::uint##bits##_t*>(cell), bits / 8, AccessKind::atomic,       \
                      __builtin_return_address(0));                                               \
    return __atomic_exchange_n(cell, value, __ATOMIC_RELAXED);                                    \
  }                                                                                               \
  TIMBRE_UPDATE_HOOK(bits, fetch_add)                                                             \
  TIMBRE_UPDATE_HOOK(bits, fetch_sub)                                                             \
  TIMBRE_UPDATE_HOOK(bits, fetch_and)                                                             \
  TIMBRE_UPDATE_HOOK(bits, fetch_or)                                                              \
  TIMBRE_UPDATE_HOOK(bits, fetch_xor)                                                             \
  TIMBRE_COMPARE_HOOK(bits, strong, false)                                                        \
  TIMBRE_COMPARE_HOOK(bits, weak, true)

extern "C" {

void __tsan_init() {}
void __tsan_func_entry(void*) {}
void __tsan_func_exit() {}
void __tsan_vptr_update(void**, void*) {}
void __tsan_vptr_read(void**) {}

TIMBRE_PLAIN_HOOKS(1)
TIMBRE_PLAIN_HOOKS(2)
TIMBRE_PLAIN_HOOKS(4)
TIMBRE_PLAIN_HOOKS(8)
TIMBRE_PLAIN_HOOKS(16)

void __tsan_read_range(void* address, std::size_t bytes) {
  recorder().access(address, bytes, AccessKind::load, __builtin_return_address(0));
}

void __tsan_write_range(void* address, std::size_t bytes) {
  recorder().access(address, bytes, AccessKind::store, __builtin_return_address(0));
}

TIMBRE_ATOMIC_HOOKS(8)
TIMBRE_ATOMIC_HOOKS(16)
TIMBRE_ATOMIC_HOOKS(32)
TIMBRE_ATOMIC_HOOKS(64)

void __tsan_atomic_thread_fence(int) {}
void __tsan_atomic_signal_fence(int) {}

}  // extern "C"
