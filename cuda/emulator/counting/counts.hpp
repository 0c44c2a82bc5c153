#pragma once

#include <cstdint>
#include <map>
#include <string>

// What tests ask the counting build. Its kernels run on one OS thread, whatever the settings.
namespace timbre::emulated {

/// What the warps of a kernel asked of one kind of memory. A request is one instruction of a warp.
struct MemoryCounts {
  std::uint64_t requests = 0;
  std::uint64_t bytes = 0;    ///< that the threads asked for
  std::uint64_t sectors = 0;  ///< global memory: of 32 bytes, those that the requests touch
  std::uint64_t passes = 0;   ///< shared memory: how often the 32 banks of 4 bytes are read
  unsigned worst_ways = 0;    ///< shared memory: words that one pass wants of one bank; 1 is best
};

struct KernelCounts {
  std::uint64_t launches = 0;
  std::uint64_t blocks = 0;
  std::uint64_t barriers = 0;  ///< __syncthreads, once for each block
  MemoryCounts global_loads, global_stores, global_atomics;
  MemoryCounts shared_loads, shared_stores, shared_atomics;
  /// Sectors of global memory that a block touched, each counted once for a block: the traffic
  /// when a block's repeated loads are served by its cache.
  std::uint64_t block_load_sectors = 0, block_store_sectors = 0;
};

/// Of each kernel by name, since the program's start or the last call of reset_counts().
const std::map<std::string, KernelCounts>& kernel_counts();

void reset_counts();

}  // namespace timbre::emulated
