#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "cache/computation.hpp"

namespace timbre::cache {

/// One example from each picture file, read on all threads.
std::vector<Computed> read_pictures(std::span<const std::filesystem::path> paths,
                                    const features::ResizeOptions& size, ExtractionTime& seconds);

}  // namespace timbre::cache
