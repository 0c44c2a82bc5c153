#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "timbre/cache/compact_samples.hpp"
#include "timbre/features/options.hpp"

namespace timbre::cache {

/// One file's samples, or why there are none.
struct Recording {
  CompactSamples samples;
  int rate = 0;  ///< Hz, of the samples
  std::string problem;
  double decode_seconds = 0;
};

/// Decodes files on all threads. A file whose rate cannot be resampled to that of the options has a
/// problem, too.
std::vector<Recording> read(std::span<const std::filesystem::path> paths,
                            const features::FrontEndOptions& options);

}  // namespace timbre::cache
