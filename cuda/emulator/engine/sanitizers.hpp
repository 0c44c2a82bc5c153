#pragma once

// What the sanitizers must be told about memory and fibers; nothing in builds without them.
// TIMBRE_EMULATOR_TSAN comes from the build: the engine itself is compiled without instrumentation
// (its fibers share its state by design), so __SANITIZE_THREAD__ is not set there.

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#if defined(TIMBRE_EMULATOR_TSAN)
#include <sanitizer/tsan_interface.h>
#endif

#include <cstddef>

namespace timbre::emulated {

#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool address_sanitizer = true;
#else
inline constexpr bool address_sanitizer = false;
#endif

/// Any access to the bytes is reported, with its line, until they are allowed again.
inline void forbid_access([[maybe_unused]] const void* address,
                          [[maybe_unused]] std::size_t bytes) {
#if defined(__SANITIZE_ADDRESS__)
  __asan_poison_memory_region(address, bytes);
#endif
}

inline void allow_access([[maybe_unused]] const void* address, [[maybe_unused]] std::size_t bytes) {
#if defined(__SANITIZE_ADDRESS__)
  __asan_unpoison_memory_region(address, bytes);
#endif
}

/// Everything before a release of a tag happens before everything after a later acquire of it.
inline void release_order([[maybe_unused]] void* tag) {
#if defined(TIMBRE_EMULATOR_TSAN)
  __tsan_release(tag);
#endif
}

inline void acquire_order([[maybe_unused]] void* tag) {
#if defined(TIMBRE_EMULATOR_TSAN)
  __tsan_acquire(tag);
#endif
}

/// The tag of what threads do together, again and again. The next time has another: a thread that
/// goes on late must not acquire what others have released for it already.
class TurnTag {
 public:
  void* current() { return &tags_[turn_ % 2]; }
  void end_turn() { ++turn_; }

 private:
  char tags_[2] = {};
  unsigned turn_ = 0;
};

}  // namespace timbre::emulated
