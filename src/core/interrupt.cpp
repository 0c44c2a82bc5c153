#include "timbre/core/interrupt.hpp"

#include <atomic>
#include <csignal>

#include "timbre/core/error.hpp"

namespace timbre {
namespace {

std::atomic<bool> asked_to_stop{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may not wait for a lock");

void on_signal(int signal) {
  asked_to_stop = true;
  std::signal(signal, SIG_DFL);
}

}  // namespace

void catch_interrupts() {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
}

bool interrupted() {
  return asked_to_stop;
}

void stop_if_interrupted() {
  if (interrupted()) throw Interrupted();
}

}  // namespace timbre
