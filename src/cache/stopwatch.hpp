#pragma once

#include <chrono>

#include "timbre/core/device.hpp"
#include "timbre/core/parallel.hpp"

namespace timbre::cache {

/// Seconds since it was made or last read.
class Stopwatch {
 public:
  double lap() {
    const Clock::time_point now = Clock::now();
    const std::chrono::duration<double> passed = now - start_;
    start_ = now;
    return passed.count();
  }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_ = Clock::now();
};

/// Threads for which a batch's time on the device counts.
inline int busy_threads(const Device& device) {
  return device.kind() == "cpu" ? thread_count() : 1;
}

}  // namespace timbre::cache
