#include "timbre/report/comparison.hpp"

#include <algorithm>
#include <utility>

#include "format.hpp"
#include "json_values.hpp"
#include "summary.hpp"
#include "timbre/config/document.hpp"
#include "timbre/core/error.hpp"

namespace timbre::report {
namespace {

namespace fs = std::filesystem;

constexpr const char* seed_path = "seed";
constexpr const char* printed_scores = "expected.";  // a document's, which change nothing in a run

std::map<std::string, std::string> settings_of(const fs::path& folder) {
  std::map<std::string, std::string> settings;
  for (config::Setting& setting : config::Document::load(folder / "experiment.yaml").settings()) {
    if (setting.path.starts_with(printed_scores)) continue;
    settings.emplace(std::move(setting.path), std::move(setting.value));
  }
  return settings;
}

std::map<std::string, metrics::Spread> scores_of(const Json& results, std::int64_t trials) {
  std::map<std::string, metrics::Spread> scores;
  for (const auto& [key, mean] : results.at("mean").members()) {
    scores[key] = {number_or_nan(mean), number_or_nan(results.at("std").at(key)), trials};
  }
  return scores;
}

ComparedRun read_run(const fs::path& folder) {
  const Json results = Json::load(folder / "results.json");
  ComparedRun run;
  run.name = (folder / "").parent_path().filename().string();
  run.settings = settings_of(folder);
  run.trials = std::ssize(results.at("trials").items());
  run.scores = scores_of(results, run.trials);
  run.seconds = results.at("seconds").at("total").number();
  run.synthetic = results.at("synthetic").boolean();
  return run;
}

// Folders of two sweeps may have the same names.
void lengthen_equal_names(std::vector<ComparedRun>& runs, const std::vector<fs::path>& folders) {
  std::map<std::string, int> uses;
  for (const ComparedRun& run : runs) ++uses[run.name];
  for (std::size_t index = 0; index < runs.size(); ++index) {
    if (uses[runs[index].name] > 1) runs[index].name = folders[index].string();
  }
}

std::string value_of(const ComparedRun& run, const std::string& path) {
  const auto setting = run.settings.find(path);
  return setting == run.settings.end() ? std::string() : setting->second;
}

std::vector<std::string> differing_settings(const std::vector<ComparedRun>& runs) {
  std::map<std::string, bool> differs;
  for (const ComparedRun& run : runs) {
    for (const auto& [path, value] : run.settings) {
      differs[path] = differs[path] || value != value_of(runs.front(), path);
    }
    for (const auto& [path, value] : runs.front().settings) {
      differs[path] = differs[path] || value != value_of(run, path);
    }
  }
  std::vector<std::string> paths;
  for (const auto& [path, is_different] : differs) {
    if (is_different) paths.push_back(path);
  }
  return paths;
}

ComparedRun mean_of(const std::vector<const ComparedRun*>& group) {
  ComparedRun mean;
  mean.name = counted(group.size(), "seed");
  mean.settings = group.front()->settings;
  std::string seeds;
  for (const ComparedRun* run : group) {
    seeds += (seeds.empty() ? "" : ", ") + value_of(*run, seed_path);
    mean.trials += run->trials;
    mean.seconds += run->seconds;
    mean.synthetic = mean.synthetic || run->synthetic;
  }
  mean.settings[seed_path] = seeds;
  for (const auto& [key, unused] : group.front()->scores) {
    std::vector<double> values;
    for (const ComparedRun* run : group) values.push_back(run->scores.at(key).mean);
    mean.scores[key] = metrics::spread(values);
  }
  return mean;
}

// Runs that differ in nothing but their seed are one experiment, repeated.
std::vector<ComparedRun> means_over_seeds(const std::vector<ComparedRun>& runs) {
  std::vector<std::vector<const ComparedRun*>> groups;
  const auto recipe = [](const ComparedRun& run) {
    auto settings = run.settings;
    settings.erase(seed_path);
    return settings;
  };
  for (const ComparedRun& run : runs) {
    const auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& members) {
      return recipe(*members.front()) == recipe(run);
    });
    if (group == groups.end()) {
      groups.push_back({&run});
    } else {
      group->push_back(&run);
    }
  }
  if (groups.size() == runs.size()) return {};
  std::vector<ComparedRun> means;
  for (const auto& group : groups) means.push_back(mean_of(group));
  return means;
}

}  // namespace

Comparison compare_runs(const std::vector<fs::path>& folders) {
  Comparison comparison;
  std::vector<fs::path> finished;
  for (const fs::path& folder : folders) {
    if (!fs::exists(folder / "experiment.yaml")) {
      throw RequestError(folder.string() +
                         ": no run folder; name folders that hold an experiment.yaml");
    }
    if (!fs::exists(folder / "results.json")) {
      comparison.unfinished.push_back(folder.string());
      continue;
    }
    comparison.runs.push_back(read_run(folder));
    finished.push_back(folder);
  }
  if (comparison.runs.empty()) {
    throw RequestError("none of these runs is finished; go on with one by run_experiment --resume");
  }
  lengthen_equal_names(comparison.runs, finished);
  comparison.differing = differing_settings(comparison.runs);
  comparison.over_seeds = means_over_seeds(comparison.runs);
  return comparison;
}

}  // namespace timbre::report
