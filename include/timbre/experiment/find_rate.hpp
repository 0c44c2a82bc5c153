#pragma once

#include <filesystem>

#include "timbre/core/device.hpp"
#include "timbre/experiment/options.hpp"
#include "timbre/report/rate_finder.hpp"

namespace timbre::experiment {

/// Tries learning rates on the training examples of the first trial and writes rate_finder.json
/// and rate_finder.html into `folder`. Trains nothing that is kept.
report::RateSearch find_rate(Device& device, const ExperimentOptions& options,
                             const std::filesystem::path& folder);

}  // namespace timbre::experiment
