#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "timbre/cache/extract.hpp"
#include "timbre/core/device.hpp"
#include "timbre/core/tensor.hpp"

namespace timbre::experiment {

/// What a saved network makes of every segment of some files, file after file.
struct AppliedNetwork {
  std::vector<std::string> classes;
  Tensor probabilities;                       ///< [segments, classes]
  std::vector<std::int32_t> file_of_segment;  ///< index into the request
  std::vector<cache::BadFile> bad_files;      ///< they have no segments
  double loss = 0;                            ///< mean; only with labels
};

/// `labels` [files] are ids of the network's classes; without them there is no loss. The feature
/// cache is left alone.
AppliedNetwork apply_network(Device& device, const std::filesystem::path& model,
                             std::span<const cache::AudioFile> files,
                             std::span<const int> labels = {});

}  // namespace timbre::experiment
