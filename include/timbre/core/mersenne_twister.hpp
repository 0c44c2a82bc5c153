#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <utility>

namespace timbre {

/// MT19937 (Matsumoto and Nishimura, 1998), for repeating what Python and NumPy drew. Everything
/// else takes its random numbers from random.hpp.
class MersenneTwister {
 public:
  /// As numpy.random.RandomState(seed) and numpy.random.seed(seed).
  static MersenneTwister as_numpy(std::uint32_t seed);
  /// As Python's random.seed(seed) of a number that is not negative.
  static MersenneTwister as_python(std::uint64_t seed);

  /// The next 32 bits.
  std::uint32_t next();

  /// Uniform in [0, 1) with 53 bits: random.random() and RandomState.uniform().
  double uniform();

  /// Python's random._randbelow: uniform in 0 .. bound - 1, drawn again while it is too large.
  std::uint32_t below(std::uint32_t bound);

  /// Python's random.shuffle, of version 3.2 and later.
  template <typename Item>
  void shuffle(std::span<Item> items) {
    for (std::size_t last = items.size(); last > 1; --last) {
      std::swap(items[last - 1], items[below(static_cast<std::uint32_t>(last))]);
    }
  }

 private:
  static constexpr std::size_t words = 624;
  explicit MersenneTwister(std::uint32_t seed);
  void mix_in(std::span<const std::uint32_t> key);
  void refill();

  std::array<std::uint32_t, words> state_{};
  std::size_t used_ = words;
};

}  // namespace timbre
