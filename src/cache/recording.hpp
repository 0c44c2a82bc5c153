#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "timbre/features/options.hpp"

namespace timbre::cache {

/// One file's samples at the rate of the features, or why there are none.
struct Recording {
  std::vector<float> samples;
  std::string problem;
  double decode_seconds = 0;
  double resample_seconds = 0;
};

/// Reads files on all threads.
std::vector<Recording> read(std::span<const std::filesystem::path> paths,
                            const features::FrontEndOptions& options);

}  // namespace timbre::cache
