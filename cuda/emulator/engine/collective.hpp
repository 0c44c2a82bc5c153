#pragma once

#include <cstdint>
#include <source_location>
#include <string>

#include "emulator/engine/fault.hpp"

// What the language headers call: the operations at which threads wait for each other.
namespace timbre::emulated {

struct Votes {
  unsigned in_favour;
  unsigned threads;
};

/// Waits for all threads of the block and counts their votes.
Votes block_barrier(bool vote, std::source_location place);

enum class WarpOperation : std::uint8_t {
  synchronise,
  shuffle,
  ballot,
  match_any,
  match_all,
  add,
  min_signed,
  max_signed,
  min_unsigned,
  max_unsigned,
  bit_and,
  bit_or,
  bit_xor,
};

/// Waits for the lanes of `mask` that have not left the kernel and returns this lane's result.
/// `source` is the lane that a shuffle reads.
std::uint64_t warp_exchange(WarpOperation operation, std::uint32_t mask, std::uint64_t value,
                            int source, std::source_location place);

/// Throws a Fault that names the running kernel, block and thread.
[[noreturn]] void device_fault(FaultKind kind, const std::string& what, std::source_location place);

}  // namespace timbre::emulated
