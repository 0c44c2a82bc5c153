#pragma once

#include <vector_types.h>

#include <cstddef>
#include <cstdint>
#include <source_location>

namespace timbre::emulated {

/// What the threads of a block have in common.
struct BlockView {
  const char* kernel = "";
  uint3 index{};
  dim3 block_size;
  dim3 grid_size;
  std::byte* dynamic_shared = nullptr;
  std::size_t dynamic_shared_bytes = 0;
};

enum class ThreadState : std::uint8_t { exited, ready, at_barrier, at_warp };

/// One CUDA thread. Language headers read its place in the grid; the rest is the engine's.
struct Thread {
  uint3 index{};
  unsigned rank = 0;  ///< x fastest, then y, then z
  const BlockView* block = nullptr;
  const std::byte* stack_end = nullptr;  ///< its variables lie below, above the running frame

  ThreadState state = ThreadState::exited;
  std::source_location place;  ///< of the operation that it waits at
  std::uint64_t value = 0;     ///< what it gives to a warp operation
  int source = 0;              ///< the lane that a shuffle reads
  std::uint64_t result = 0;    ///< what it gets from a warp operation

  unsigned lane() const { return rank % 32; }
  unsigned warp() const { return rank / 32; }
};

/// The CUDA thread that is running. A function's frame belongs to one CUDA thread for its whole
/// life, so the compiler may call this once per function.
[[gnu::const]] Thread& this_thread() noexcept;

/// Whether a kernel is running on this OS thread.
bool in_kernel() noexcept;

}  // namespace timbre::emulated
