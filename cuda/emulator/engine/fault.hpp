#pragma once

#include <stdexcept>
#include <string>

namespace timbre::emulated {

/// What a kernel, or the host's use of the device, did wrong.
enum class FaultKind {
  barrier_divergence,     ///< threads of a block wait at different barriers
  exited_before_barrier,  ///< a thread left the kernel while others wait for it
  lane_not_in_mask,       ///< a lane calls a warp operation whose mask does not name it
  missing_lane,           ///< a shuffle reads a lane that is not there
  warp_divergence,        ///< lanes of one mask are at different warp operations
  deadlock,               ///< no thread of the block can go on
  misaligned,             ///< an address is not a multiple of what the access needs
  out_of_bounds,          ///< memory beside an allocation or beside shared memory was touched
  use_after_free,         ///< freed memory was touched, or freed once more
  uninitialised,          ///< memory that nobody wrote was read
  race,                   ///< two accesses that nothing orders, at least one of them a write
  pending_copy,           ///< the host changed memory that an unfinished copy still uses
  leak,                   ///< something was never freed
  launch,                 ///< a launch that the device would refuse
  misuse,                 ///< a call that the runtime would refuse
  trap,                   ///< the kernel called __trap()
};

/// Thrown by the emulator at the place of the fault. The message names the kernel, the block, the
/// thread and the source line as far as they are known.
class Fault : public std::runtime_error {
 public:
  Fault(FaultKind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  FaultKind kind() const { return kind_; }

 private:
  FaultKind kind_;
};

}  // namespace timbre::emulated
