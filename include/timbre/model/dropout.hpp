#pragma once

#include <cstdint>

#include "timbre/core/host_device.hpp"
#include "timbre/core/random.hpp"

namespace timbre::model {

/// Inverted dropout (Srivastava et al., 2014): a value is kept, times 1 / (1 - rate), when
/// uniform(word) >= rate, else it becomes zero. Written as a comparison of integers, which decides
/// alike on every device.
struct DropoutRule {
  std::uint32_t threshold = 0;  ///< kept from this word on
  float scale = 1.0f;           ///< of kept values

  /// `rate` in [0, 1).
  static DropoutRule of(double rate) {
    const double steps = rate * 16777216.0;  // uniform() has 24 bits
    std::uint32_t whole = static_cast<std::uint32_t>(steps);
    if (whole < steps && whole < 0xFFFFFFu) ++whole;
    return {whole << 8, static_cast<float>(1.0 / (1.0 - rate))};
  }
};

/// What a value is multiplied with: 0 or the rule's scale.
TIMBRE_HOST_DEVICE constexpr float dropout_scale(DropoutRule rule, std::uint32_t word) {
  return word >= rule.threshold ? rule.scale : 0.0f;
}

/// Whose mask: one dropout layer in one epoch. The words of an example are addressed by
/// stream = epoch, item = layer * 2^32 + example, block = element / 4, word = element % 4, where
/// `layer` is the number of the layer in its graph (below 2^16), `example` the number of the
/// example in its set and `element` the position in the layer's output of that example, row-major
/// with channels last. A repeated example has one mask in an epoch.
struct DropoutKey {
  std::uint64_t seed = 0;
  std::uint32_t epoch = 0;
  std::uint32_t layer = 0;

  TIMBRE_HOST_DEVICE constexpr RandomKey random() const {
    return {seed, RandomUse::dropout, epoch};
  }
  TIMBRE_HOST_DEVICE constexpr std::uint64_t item(std::int32_t example) const {
    return (std::uint64_t{layer} << 32) | static_cast<std::uint32_t>(example);
  }
};

/// The formula above for one element, as tests and simple kernels use it; fast kernels take a
/// block of four elements at a time.
TIMBRE_HOST_DEVICE constexpr float dropout_scale(const DropoutKey& key, DropoutRule rule,
                                                 std::int32_t example, std::uint32_t element) {
  const RandomBlock block = key.random().block(key.item(example), element / 4);
  return dropout_scale(rule, block.word[element % 4]);
}

}  // namespace timbre::model
