#pragma once

#include <cstddef>
#include <functional>

#include "emulator/engine/thread.hpp"

namespace timbre::emulated {

struct GridShape {
  dim3 grid;
  dim3 block;
  std::size_t shared_bytes = 0;  ///< dynamic shared memory of each block
};

/// Runs `body` once for each thread of the grid, now. Throws the first Fault.
void run_grid(const char* kernel, const GridShape& shape, const std::function<void()>& body);

}  // namespace timbre::emulated
