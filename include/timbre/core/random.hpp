#pragma once

#include <cstdint>

#include "timbre/core/host_device.hpp"

namespace timbre {

/// What a random number is for. Two uses never share a number, whatever their counters.
enum class RandomUse : std::uint32_t {
  weights = 1,
  shuffle = 2,
  dropout = 3,
  synthesis = 4,
  permutation = 5,
  split = 6,
  augmentation = 7,
  noise = 8,
  augmented_place = 9,
  embedding = 10,
};

struct RandomBlock {
  std::uint32_t word[4];
};

/// Philox4x32-10 of Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (SC 2011):
/// four independent 32-bit words for a 128-bit counter and a 64-bit key, without state.
TIMBRE_HOST_DEVICE constexpr RandomBlock philox(RandomBlock counter, std::uint64_t key) {
  std::uint32_t key0 = static_cast<std::uint32_t>(key);
  std::uint32_t key1 = static_cast<std::uint32_t>(key >> 32);
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t product0 = std::uint64_t{0xD2511F53u} * counter.word[0];
    const std::uint64_t product1 = std::uint64_t{0xCD9E8D57u} * counter.word[2];
    counter = {{static_cast<std::uint32_t>(product1 >> 32) ^ counter.word[1] ^ key0,
                static_cast<std::uint32_t>(product1),
                static_cast<std::uint32_t>(product0 >> 32) ^ counter.word[3] ^ key1,
                static_cast<std::uint32_t>(product0)}};
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  return counter;
}

/// The random numbers of one use, addressed and not drawn: the same (seed, use, stream, item,
/// block) gives the same four words on every device, with any number of threads, after a resume.
struct RandomKey {
  std::uint64_t seed = 0;
  RandomUse use = RandomUse::weights;
  std::uint32_t stream = 0;  ///< which of several alike: the layer, the parameter, the epoch

  /// `item` is the example or element (48 bits used), `block` counts blocks of four words in it.
  TIMBRE_HOST_DEVICE constexpr RandomBlock block(std::uint64_t item, std::uint32_t block) const {
    return philox(counter(item, block), seed);
  }

  /// The counter of that block, for kernels that compute many blocks at once.
  TIMBRE_HOST_DEVICE constexpr RandomBlock counter(std::uint64_t item, std::uint32_t block) const {
    return {{block, static_cast<std::uint32_t>(item),
             static_cast<std::uint32_t>(item >> 32) | (static_cast<std::uint32_t>(use) << 16),
             stream}};
  }
};

/// Uniform in [0, 1) with 24 bits, the same in float on every device.
TIMBRE_HOST_DEVICE constexpr float uniform(std::uint32_t word) {
  return static_cast<float>(word >> 8) * (1.0f / 16777216.0f);
}

/// A pair of independent standard normal values from two words (Box and Muller, 1958).
struct NormalPair {
  double first, second;
};
NormalPair normal_pair(std::uint32_t first, std::uint32_t second);

/// A permutation of 0..count-1 by Fisher and Yates' shuffle, for the given key and item.
/// `order` points to `count` integers and is overwritten.
void shuffled(const RandomKey& key, std::uint64_t item, std::int32_t* order, std::int64_t count);

}  // namespace timbre
