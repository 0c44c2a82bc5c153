#pragma once

#include <cstddef>

#include "emulator/engine/thread.hpp"

namespace timbre::emulated {

/// Told what the device does, by the engine and the runtime: the counting build listens.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void kernel_begins(const char* kernel) = 0;
  virtual void kernel_ends() = 0;
  virtual void block_begins(const BlockView& block) = 0;
  virtual void block_ends() = 0;
  virtual void block_synchronised() = 0;
  virtual void memory_fenced() = 0;  ///< by the running thread, for the whole device
  virtual void copied(void* to, const void* from, std::size_t bytes) = 0;
  virtual void filled(void* address, std::size_t bytes) = 0;
  virtual void read(const void* address, std::size_t bytes) = 0;  ///< by a library's call
  virtual void allocated(void* address, std::size_t bytes) = 0;
};

/// Null in all builds but the counting one.
Observer*& observer();

}  // namespace timbre::emulated
