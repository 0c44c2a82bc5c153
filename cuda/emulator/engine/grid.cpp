#include "emulator/engine/grid.hpp"

#include <memory>
#include <numeric>
#include <string>

#include "emulator/engine/block.hpp"
#include "emulator/engine/fault.hpp"
#include "emulator/engine/observer.hpp"
#include "timbre/core/parallel.hpp"

namespace timbre::emulated {
namespace {

// On the heap: of thread-local memory only static shared memory is what kernels touch, and the
// counting build relies on it.
BlockRunner& runner_of_this_thread() {
  static thread_local const auto runner = std::make_unique<BlockRunner>();
  return *runner;
}

std::int64_t reordered(std::int64_t block, std::int64_t count, std::int64_t stride) {
  switch (settings().threads) {
    case Order::forward:
      return block;
    case Order::reverse:
      return count - 1 - block;
    case Order::random:
      break;
  }
  return block * stride % count;
}

// A random stride without a common factor with the count visits every block once.
std::int64_t random_stride(std::int64_t count) {
  OrderGenerator generator(settings().seed);
  std::int64_t stride = 1;
  do stride = 1 + static_cast<std::int64_t>(generator.below(static_cast<std::size_t>(count)));
  while (std::gcd(stride, count) != 1);
  return stride;
}

// Tells the observer, also when a fault ends the kernel early.
class ObservedKernel {
 public:
  explicit ObservedKernel(const char* kernel) {
    if (Observer* listener = observer()) listener->kernel_begins(kernel);
  }
  ~ObservedKernel() {
    if (Observer* listener = observer()) listener->kernel_ends();
  }
  ObservedKernel(const ObservedKernel&) = delete;
  ObservedKernel& operator=(const ObservedKernel&) = delete;
};

}  // namespace

Settings& settings() {
  static Settings current;
  return current;
}

Observer*& observer() {
  static Observer* current = nullptr;
  return current;
}

void run_grid(const char* kernel, const GridShape& shape, const std::function<void()>& body) {
  if (in_kernel()) throw Fault(FaultKind::launch, std::string(kernel) + ": launched by a kernel");
  const auto blocks = std::int64_t{shape.grid.x} * shape.grid.y * shape.grid.z;
  const std::int64_t stride = random_stride(blocks);
  const auto run_block = [&](std::int64_t which) {
    const std::int64_t index = reordered(which, blocks, stride);
    BlockView view;
    view.kernel = kernel;
    view.index = {static_cast<unsigned>(index % shape.grid.x),
                  static_cast<unsigned>(index / shape.grid.x % shape.grid.y),
                  static_cast<unsigned>(index / shape.grid.x / shape.grid.y)};
    view.block_size = shape.block;
    view.grid_size = shape.grid;
    runner_of_this_thread().run(view, shape.shared_bytes, body);
  };
  const ObservedKernel observed(kernel);
  if (settings().parallel_blocks) {
    parallel_for(blocks, run_block);
  } else {
    for (std::int64_t which = 0; which < blocks; ++which) run_block(which);
  }
}

}  // namespace timbre::emulated
