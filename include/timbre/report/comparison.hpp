#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "timbre/core/json.hpp"
#include "timbre/metrics/scores.hpp"

namespace timbre::report {

/// A finished run, or several that differ in their seed alone.
struct ComparedRun {
  std::string name;                               ///< of its folder, or "3 seeds"
  std::map<std::string, std::string> settings;    ///< by path: "training.batch_size"
  std::map<std::string, metrics::Spread> scores;  ///< by key in results.json, over trials or seeds
  std::int64_t trials = 0;
  double seconds = 0;
  bool synthetic = false;
};

/// Any set of runs side by side: a sweep, or the same experiment on two machines.
struct Comparison {
  std::vector<std::string> differing;  ///< paths of settings that are not the same in all runs
  std::vector<ComparedRun> runs;
  std::vector<ComparedRun> over_seeds;  ///< means over runs with other seeds; empty: there are none
  std::vector<std::string> unfinished;  ///< folders of runs without results.json
};

/// Reads run folders. Throws RequestError that names a folder that is none, and when no run is
/// finished.
Comparison compare_runs(const std::vector<std::filesystem::path>& folders);

/// Tables in Markdown, each score as mean ± standard deviation.
std::string comparison_markdown(const Comparison& comparison);
Json to_json(const Comparison& comparison);
/// One page that opens offline.
std::string comparison_html(const Comparison& comparison);

}  // namespace timbre::report
