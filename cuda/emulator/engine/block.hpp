#pragma once

#include <array>
#include <exception>
#include <functional>
#include <memory>
#include <source_location>

#include "emulator/engine/collective.hpp"
#include "emulator/engine/dynamic_shared.hpp"
#include "emulator/engine/fiber.hpp"
#include "emulator/engine/settings.hpp"
#include "emulator/engine/thread.hpp"
#include "emulator/engine/warp.hpp"

namespace timbre::emulated {

inline constexpr unsigned max_block_threads = 1024;

/// Runs the blocks of a grid one after another, each thread of a block as a fiber. Every OS thread
/// has one runner of its own.
class BlockRunner {
 public:
  using Body = std::function<void()>;

  BlockRunner();
  ~BlockRunner();

  /// Returns when all threads of the block have left the kernel; throws the first fault.
  void run(const BlockView& view, std::size_t dynamic_shared_bytes, const Body& body);

  // Called by the kernel's threads.
  Votes barrier(Thread& self, bool vote);
  std::uint64_t exchange(Thread& self, WarpOperation operation, std::uint32_t mask);

 private:
  struct Slot;  // a thread, its fiber and its stack: the fiber keeps their addresses

  static void fiber_body(void* slot);
  void make_threads(unsigned count);
  void start_threads();
  void run_thread(Slot& slot);
  void leave(Thread& self);
  void wait(Thread& self);
  void give_way(Slot& self);
  Thread* next_ready(unsigned after);
  void abort_block(std::exception_ptr fault);
  std::exception_ptr deadlock() const;
  const Thread* find(ThreadState state) const;

  BlockView view_;
  const Body* body_ = nullptr;
  std::unique_ptr<Thread[]> threads_;
  std::array<std::unique_ptr<Slot>, max_block_threads> slots_;
  std::array<Warp, max_block_threads / 32> warps_;
  DynamicShared dynamic_shared_;
  OrderGenerator generator_{1};
  std::unique_ptr<Fiber> launcher_;

  unsigned count_ = 0;
  unsigned left_ = 0;      ///< threads that left the kernel
  unsigned finished_ = 0;  ///< threads that left it or were abandoned after a fault
  unsigned at_barrier_ = 0;
  unsigned votes_ = 0, last_votes_ = 0;
  std::exception_ptr fault_;
  // Tags for the thread sanitizer's order of events.
  char started_ = 0, ended_ = 0;
  TurnTag barrier_;
};

}  // namespace timbre::emulated
