#pragma once

#include <cstddef>
#include <cstdint>

namespace timbre::emulated {

/// The order in which things run that the device promises no order for. A correct program gives
/// the same answer in each.
enum class Order { forward, reverse, random };

struct Settings {
  Order threads = Order::forward;  ///< threads of a block, and blocks of a grid
  /// Work of different streams that nothing orders: forward is as submitted, reverse runs the
  /// newest that can run first, so that a missing wait between streams shows.
  Order streams = Order::reverse;
  std::uint64_t seed = 1;        ///< of the random orders
  bool parallel_blocks = false;  ///< blocks on all threads of core/parallel.hpp
};

/// Of the whole process. Change them only while the device has nothing to do.
Settings& settings();

/// A cheap generator for orders; kernels' random numbers have nothing to do with it.
class OrderGenerator {
 public:
  explicit OrderGenerator(std::uint64_t seed) : state_(seed) {}
  /// Below `count`, which is at least 1.
  std::size_t below(std::size_t count) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;  // Knuth, MMIX
    return static_cast<std::size_t>((state_ >> 33) % count);
  }

 private:
  std::uint64_t state_;
};

}  // namespace timbre::emulated
