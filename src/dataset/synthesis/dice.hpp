#pragma once

#include <cmath>
#include <cstdint>

#include "timbre/core/random.hpp"

namespace timbre::dataset::synthesis {

/// What random numbers of a sound are for: one sequence for each, whatever the others draw.
enum class Sequence : std::uint32_t {
  source = 1,      ///< what all clips of a recording share
  clip = 2,        ///< when and how loud things happen in one clip
  background = 3,  ///< what else is heard
};

/// A sequence of random numbers that is settled by a seed, what it is for, and an item.
class Dice {
 public:
  Dice(std::uint64_t seed, Sequence sequence, std::uint64_t item)
      : key_{seed, RandomUse::synthesis, static_cast<std::uint32_t>(sequence)}, item_(item) {}

  /// In [low, high).
  double between(double low, double high) { return low + (high - low) * uniform(next_word()); }
  /// In [low, high), each octave equally likely.
  double octaves_between(double low, double high) {
    return low * std::pow(high / low, between(0, 1));
  }
  /// One of 0 .. count - 1.
  int one_of(int count) { return static_cast<int>(between(0, count)); }
  bool chance(double probability) { return between(0, 1) < probability; }

 private:
  std::uint32_t next_word() {
    constexpr std::uint32_t words_in_block = 4;
    if (drawn_ % words_in_block == 0) block_ = key_.block(item_, drawn_ / words_in_block);
    return block_.word[drawn_++ % words_in_block];
  }

  RandomKey key_;
  std::uint64_t item_;
  RandomBlock block_{};
  std::uint32_t drawn_ = 0;
};

}  // namespace timbre::dataset::synthesis
