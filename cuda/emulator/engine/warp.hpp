#pragma once

#include <cstdint>

#include "emulator/engine/collective.hpp"
#include "emulator/engine/sanitizers.hpp"
#include "emulator/engine/thread.hpp"

namespace timbre::emulated {

/// The lanes that wait at one warp operation together.
struct WarpGroup {
  std::uint32_t mask = 0;
  std::uint32_t arrived = 0;  ///< 0: not in use
  WarpOperation operation{};
  TurnTag tag = {};
};

/// 32 threads and the warp operations in progress among them.
class Warp {
 public:
  /// `threads` are the first of the warp's `count` threads, all of them about to start.
  void reset(Thread* threads, unsigned count);

  struct Arrival {
    bool was_last;
    void* tag;  ///< for the lane to acquire when it goes on
  };

  /// Adds the lane to a group, and completes the group when it was the last lane missing:
  /// everybody's result is set and everybody is ready.
  Arrival arrive(Thread& thread, WarpOperation operation, std::uint32_t mask);

  /// The thread leaves the kernel: groups no longer wait for it.
  void leave(const Thread& thread);

 private:
  WarpGroup& group_of(const Thread& thread, WarpOperation operation, std::uint32_t mask);
  void require_same(const WarpGroup& group, const Thread& thread, WarpOperation operation) const;
  bool complete_if_all_arrived(WarpGroup& group);
  void set_results(const WarpGroup& group);

  Thread* threads_ = nullptr;
  std::uint32_t present_ = 0;  ///< lanes that exist and have not left
  WarpGroup groups_[32];       ///< each has at least one lane waiting in it
};

const char* name_of(WarpOperation operation);

}  // namespace timbre::emulated
