#pragma once

#include <cstddef>

#if !defined(__x86_64__) || defined(TIMBRE_EMULATOR_UCONTEXT)
#define TIMBRE_FIBER_UCONTEXT 1
#include <ucontext.h>
#endif

namespace timbre::emulated {

/// A stack with a page below it that no one may touch, so that an overflow stops at once.
class Stack {
 public:
  Stack();
  ~Stack();
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;

  std::byte* bottom() const { return bottom_; }
  static constexpr std::size_t bytes = std::size_t{128} << 10;

 private:
  std::byte* bottom_ = nullptr;
};

/// A thread of control that runs until it hands over to another one. It never moves to another OS
/// thread, and its address must not change while it exists.
class Fiber {
 public:
  using Body = void (*)(void* argument);

  /// Starts with the first switch to it. `body` must never return.
  Fiber(const Stack& stack, Body body, void* argument);
  /// Stands for the OS thread's own stack: to switch away from, and back to.
  Fiber();
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  /// Suspends `from`, which must be the one that is running, and continues `to`.
  static void switch_between(Fiber& from, Fiber& to);

 private:
  struct Start {
    Body body = nullptr;
    void* argument = nullptr;
  };
  static void enter(void* fiber);

#if defined(TIMBRE_FIBER_UCONTEXT)
  ucontext_t context_{};
#endif
  void* stack_pointer_ = nullptr;
  Start start_;
  // For the sanitizers: the stack's bounds, and what they keep for a suspended fiber.
  const void* bottom_ = nullptr;
  std::size_t bytes_ = 0;
  void* address_state_ = nullptr;
  void* thread_state_ = nullptr;
  bool owns_thread_state_ = false;
};

}  // namespace timbre::emulated
