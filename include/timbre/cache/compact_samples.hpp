#pragma once

#include <cstdint>
#include <vector>

#include "timbre/core/samples.hpp"

namespace timbre::cache {

/// Samples in the host's memory, 16 bits wide as long as all of them are multiples of 2^-15 in
/// [-1, 1), as those of most files.
struct CompactSamples {
  std::vector<std::int16_t> sixteen_bits;  ///< each counts 2^-15
  std::vector<float> floats;               ///< instead, when a sample is no such multiple

  bool is_compact() const { return floats.empty(); }
  std::int64_t sample_count() const;
  std::size_t bytes() const;
  SampleView view() const;

  void append(const CompactSamples& more);
  /// Makes them floats, whose values are the same.
  void widen();
};

/// The samples of a file in the smaller form that holds them.
CompactSamples compacted(std::vector<float> samples);

}  // namespace timbre::cache
