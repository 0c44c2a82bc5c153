#include <atomic>

#include "emulator/engine/observer.hpp"
#include "emulator/language/builtins.hpp"

void __threadfence_block() {
  std::atomic_thread_fence(std::memory_order_seq_cst);
}

void __threadfence() {
  std::atomic_thread_fence(std::memory_order_seq_cst);
  if (auto* listener = timbre::emulated::observer()) listener->memory_fenced();
}

void __threadfence_system() {
  __threadfence();
}
