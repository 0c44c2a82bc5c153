#pragma once

#include <cstdint>
#include <vector>

#include "emulator/counting/counts.hpp"

namespace timbre::emulated {

enum class AccessKind : std::uint8_t { load, store, atomic };
enum class Space : std::uint8_t { global, shared };

/// One access by one thread.
struct Access {
  std::uintptr_t code = 0;   ///< where in the program: lanes at the same place act together
  std::uint32_t thread = 0;  ///< its rank in the block
  std::uint32_t repeat = 0;  ///< how often the thread was there since the last barrier
  std::uintptr_t address = 0;
  std::uint32_t bytes = 0;
  AccessKind kind = AccessKind::load;
  Space space = Space::global;
};

/// Puts the accesses that a block made between two barriers together to requests of warps, and adds
/// these to the counts. Reorders `accesses`.
void count_requests(std::vector<Access>& accesses, KernelCounts& counts);

}  // namespace timbre::emulated
