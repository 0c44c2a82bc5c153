#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "timbre/core/sample_step.hpp"

namespace timbre {

/// Samples somewhere in memory: floats, or 16 bits wide and counting 2^-15 each, the compact form
/// of most files. Pointers to either become views by themselves.
struct SampleView {
  SampleView() = default;
  SampleView(const float* samples) : values(samples) {}
  SampleView(const std::int16_t* samples) : values(samples), sixteen_bits(true) {}
  SampleView(const void* samples, bool are_sixteen_bits)
      : values(samples), sixteen_bits(are_sixteen_bits) {}

  /// Calls `work` with the pointer of its own type.
  template <typename Work>
  void visit(const Work& work) const {
    if (sixteen_bits) {
      work(static_cast<const std::int16_t*>(values));
    } else {
      work(static_cast<const float*>(values));
    }
  }

  const void* values = nullptr;
  bool sixteen_bits = false;
};

/// Writes what `count` samples count.
template <typename Sample>
void copy_in_floats(const Sample* samples, std::int64_t count, float* floats) {
  std::transform(samples, samples + count, floats, [](Sample sample) { return to_float(sample); });
}

/// One of many pieces of a buffer of samples: a clip, a signal.
struct SampleRange {
  std::int64_t offset = 0;  ///< samples from the start of the buffer
  std::int64_t length = 0;  ///< samples
};

/// Throws ContractError when a range lies outside of a buffer of `sample_count` samples.
void require_inside(std::span<const SampleRange> ranges, std::int64_t sample_count);

}  // namespace timbre
