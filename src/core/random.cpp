#include "timbre/core/random.hpp"

#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

namespace timbre {

NormalPair normal_pair(std::uint32_t first, std::uint32_t second) {
  // Half a step away from zero, whose logarithm is infinite.
  const double radius = std::sqrt(-2.0 * std::log((first + 0.5) * 0x1p-32));
  const double angle = 2.0 * std::numbers::pi * (second * 0x1p-32);
  return {radius * std::cos(angle), radius * std::sin(angle)};
}

void shuffled(const RandomKey& key, std::uint64_t item, std::int32_t* order, std::int64_t count) {
  std::iota(order, order + count, 0);
  for (std::int64_t last = count - 1; last > 0; --last) {
    const RandomBlock words = key.block(item, static_cast<std::uint32_t>(last));
    const std::uint64_t wide = (std::uint64_t{words.word[0]} << 32) | words.word[1];
    // 64 bits over at most 2^31 values: the bias of the remainder is below 2^-33.
    std::swap(order[last], order[wide % static_cast<std::uint64_t>(last + 1)]);
  }
}

}  // namespace timbre
