#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "timbre/core/device.hpp"
#include "timbre/report/reproduction.hpp"

namespace timbre::experiment {

/// Which runs stand behind the tables.
struct ReproductionPlan {
  std::vector<std::filesystem::path> experiments;  ///< YAML files
  std::vector<std::string> modes = {"faithful", "fixed"};
  std::vector<int> seeds = {1};
  std::vector<std::string> overrides;  ///< "a.b=value", for all
  std::filesystem::path folder;        ///< runs go to FOLDER/NAME/MODE_seed_N
};

/// The experiments in a folder that name a document, sorted by it. Throws RequestError when there
/// is none.
std::vector<std::filesystem::path> documented_experiments(const std::filesystem::path& folder);

/// Runs each experiment in each mode with each seed. Runs that are there already are not repeated,
/// and broken ones go on. What the data here does not allow gets its reason instead of scores.
/// Throws, before the first run, what is wrong with any of the files or overrides.
std::vector<report::Reproduced> reproduce(Device& device, const ReproductionPlan& plan);

}  // namespace timbre::experiment
