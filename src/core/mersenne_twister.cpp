#include "timbre/core/mersenne_twister.hpp"

#include <algorithm>
#include <bit>

namespace timbre {
namespace {

constexpr std::uint32_t highest_bit = 0x80000000u;

// How one word of the state follows from its neighbour, in both ways of seeding.
std::uint32_t spread(std::uint32_t word) {
  return word ^ (word >> 30);
}

}  // namespace

// init_genrand of the authors' mt19937ar.c (2002).
MersenneTwister::MersenneTwister(std::uint32_t seed) {
  state_[0] = seed;
  for (std::uint32_t index = 1; index < words; ++index) {
    state_[index] = 1812433253u * spread(state_[index - 1]) + index;
  }
}

// init_by_array of mt19937ar.c.
void MersenneTwister::mix_in(std::span<const std::uint32_t> key) {
  std::size_t index = 1;
  const auto advance = [&] {
    if (++index < words) return;
    state_[0] = state_[words - 1];
    index = 1;
  };
  std::size_t part = 0;
  for (std::size_t step = std::max(words, key.size()); step > 0; --step) {
    state_[index] = (state_[index] ^ (spread(state_[index - 1]) * 1664525u)) + key[part] +
                    static_cast<std::uint32_t>(part);
    advance();
    part = (part + 1) % key.size();
  }
  for (std::size_t step = words - 1; step > 0; --step) {
    state_[index] = (state_[index] ^ (spread(state_[index - 1]) * 1566083941u)) -
                    static_cast<std::uint32_t>(index);
    advance();
  }
  state_[0] = highest_bit;
}

MersenneTwister MersenneTwister::as_numpy(std::uint32_t seed) {
  return MersenneTwister(seed);
}

MersenneTwister MersenneTwister::as_python(std::uint64_t seed) {
  constexpr std::uint32_t start = 19650218u;
  MersenneTwister twister(start);
  const std::uint32_t parts[2] = {static_cast<std::uint32_t>(seed),
                                  static_cast<std::uint32_t>(seed >> 32)};
  twister.mix_in({parts, parts[1] == 0 ? std::size_t{1} : std::size_t{2}});
  return twister;
}

void MersenneTwister::refill() {
  constexpr std::size_t distance = 397;
  for (std::size_t index = 0; index < words; ++index) {
    const std::uint32_t joined =
        (state_[index] & highest_bit) | (state_[(index + 1) % words] & ~highest_bit);
    const std::uint32_t twist = (joined & 1u) != 0 ? 0x9908B0DFu : 0u;
    state_[index] = state_[(index + distance) % words] ^ (joined >> 1) ^ twist;
  }
  used_ = 0;
}

std::uint32_t MersenneTwister::next() {
  if (used_ == words) refill();
  std::uint32_t word = state_[used_++];
  word ^= word >> 11;
  word ^= (word << 7) & 0x9D2C5680u;
  word ^= (word << 15) & 0xEFC60000u;
  return word ^ (word >> 18);
}

double MersenneTwister::uniform() {
  const std::uint64_t high = next() >> 5;
  const std::uint64_t low = next() >> 6;
  return static_cast<double>((high << 26) + low) * 0x1p-53;
}

std::uint32_t MersenneTwister::below(std::uint32_t bound) {
  if (bound == 0) return 0;
  const int bits = std::bit_width(bound);
  std::uint32_t drawn = 0;
  do {
    drawn = next() >> (32 - bits);
  } while (drawn >= bound);
  return drawn;
}

}  // namespace timbre
