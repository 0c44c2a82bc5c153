#include "timbre/experiment/reproduce.hpp"

#include <algorithm>

#include "timbre/core/error.hpp"
#include "timbre/core/log.hpp"
#include "timbre/experiment/run.hpp"

namespace timbre::experiment {
namespace {

namespace fs = std::filesystem;

ExperimentOptions with(const fs::path& file, const ReproductionPlan& plan, const std::string& mode,
                       int seed) {
  std::vector<std::string> overrides = plan.overrides;
  overrides.push_back("mode=" + mode);
  overrides.push_back("seed=" + std::to_string(seed));
  return load_experiment(file, overrides);
}

// One experiment in one mode: its options with each seed.
using Seeds = std::vector<ExperimentOptions>;

fs::path folder_of(const ReproductionPlan& plan, const ExperimentOptions& options,
                   const std::string& mode) {
  return plan.folder / options.name / (mode + "_seed_" + std::to_string(options.seed));
}

report::Reproduced reproduce_one(Device& device, const ReproductionPlan& plan,
                                 const std::string& mode, const Seeds& seeds) {
  try {
    std::vector<report::RunResults> runs;
    for (const ExperimentOptions& options : seeds) {
      const fs::path folder = folder_of(plan, options, mode);
      log_info(folder.string());
      const bool is_there = fs::exists(folder / "experiment.yaml");
      runs.push_back(run_experiment(device, options, folder, is_there));
    }
    return report::reproduced(runs);
  } catch (const RequestError& error) {
    report::Reproduced refused;
    refused.experiment = seeds.front().name;
    refused.document = seeds.front().document;
    refused.mode = mode;
    refused.refusal = error.what();
    log_warning(refused.experiment + ": " + refused.refusal);
    return refused;
  }
}

}  // namespace

std::vector<fs::path> documented_experiments(const fs::path& folder) {
  std::vector<std::pair<std::string, fs::path>> found;  // by document, then by name
  if (fs::is_directory(folder)) {
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
      if (entry.path().extension() != ".yaml") continue;
      const std::string document = load_experiment(entry.path(), {}).document;
      if (!document.empty()) found.emplace_back(document, entry.path());
    }
  }
  if (found.empty()) {
    throw RequestError(folder.string() +
                       ": holds no experiment that names a document; name the YAML files");
  }
  std::sort(found.begin(), found.end());
  std::vector<fs::path> files;
  for (auto& [document, file] : found) files.push_back(std::move(file));
  return files;
}

std::vector<report::Reproduced> reproduce(Device& device, const ReproductionPlan& plan) {
  std::vector<std::pair<std::string, Seeds>>
      wanted;  // a wrong request is told before hours of work
  for (const fs::path& file : plan.experiments) {
    for (const std::string& mode : plan.modes) {
      Seeds& seeds = wanted.emplace_back(mode, Seeds{}).second;
      for (const int seed : plan.seeds) seeds.push_back(with(file, plan, mode, seed));
    }
  }
  std::vector<report::Reproduced> rows;
  for (const auto& [mode, seeds] : wanted) rows.push_back(reproduce_one(device, plan, mode, seeds));
  return rows;
}

}  // namespace timbre::experiment
