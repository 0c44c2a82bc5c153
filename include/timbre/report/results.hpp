#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "timbre/cache/extract.hpp"
#include "timbre/core/json.hpp"
#include "timbre/dataset/protocol.hpp"
#include "timbre/dataset/split_check.hpp"
#include "timbre/metrics/ranking.hpp"
#include "timbre/metrics/scores.hpp"
#include "timbre/report/tsne_maps.hpp"
#include "timbre/training/trainer.hpp"

namespace timbre::report {

/// Clip-level outcome of a trial: the mean probability over each clip's segments decides.
struct ClipScores {
  std::int64_t clips = 0;  ///< of the test folds, those without a segment included
  std::vector<std::string> without_segment;  ///< too short for one segment, or unreadable
  double accuracy = 0;                       ///< over the clips that have a segment
  double accuracy_all = 0;                   ///< clips without a segment count as wrong
};

/// A clip of the test folds that its vote gets wrong.
struct WrongClip {
  std::string name = {};
  int label = 0;
  int guess = 0;
  float label_probability = 0;  ///< mean over its segments, of the true class
  float probability = 0;        ///< likewise, of the guess
};
/// Places of the worst clips, worst first: those with the least probability for the true class; the
/// name decides ties.
std::vector<std::int64_t> worst_first(metrics::Ranking& ranking, std::span<const WrongClip> clips,
                                      std::int64_t most);

/// A further way to count a trial's test: a document's beside the right one.
struct OtherScore {
  std::string name;
  std::int64_t examples = 0;
  std::int64_t correct = 0;
  double accuracy() const {
    return examples == 0 ? 0.0 : static_cast<double>(correct) / static_cast<double>(examples);
  }
  bool operator==(const OtherScore&) const = default;
};

struct TrialResult {
  dataset::Trial trial;
  std::int64_t train_examples = 0;
  std::int64_t validate_examples = 0;
  std::int64_t test_examples = 0;
  training::FitResult fit;
  metrics::Scores test;
  ClipScores test_clips;
  std::vector<OtherScore> other_scores;
  std::vector<WrongClip> worst_clips;  ///< worst first; a few dozen of the wrong ones at most
  TsneMaps maps;                       ///< empty where none were asked for; not in results.json
  double seconds = 0;
};

/// The numbers that the document prints.
struct Expected {
  std::optional<double> accuracy;
  std::optional<double> roc_auc;
  std::string source;
  bool operator==(const Expected&) const = default;
};

/// One run of an experiment.
struct RunResults {
  std::string experiment;
  std::string document;
  std::string mode;                    ///< "faithful" or "fixed"
  std::map<std::string, bool> faults;  ///< each named fault: present or mended
  std::string device;                  ///< kind: "cpu", "cuda" or "emulated"
  std::string processor;               ///< its name
  int threads = 0;
  bool synthetic = false;
  std::int64_t seed = 0;
  std::vector<std::string> classes;
  std::vector<TrialResult> trials;
  std::vector<dataset::LeftOutTrial> left_out;
  std::vector<std::string> notes;  ///< absent folds and files, for people
  std::vector<dataset::SplitWarning> split_warnings;
  Expected expected;
  std::vector<cache::BadFile> bad_files;
  std::int64_t cache_hits = 0;
  std::int64_t cache_misses = 0;
  std::map<std::string, double> seconds;  ///< by stage
  std::map<std::string, std::string> versions;
  std::int64_t parameters = 0;  ///< of the network
};

/// results.json. Scores that cannot be computed are null with their reason beside them. Epochs
/// count from 1 there, as everywhere that people read.
Json to_json(const RunResults& results);
Json to_json(const TrialResult& trial, const std::vector<std::string>& classes);
Json to_json(const dataset::SplitWarning& warning);
Json to_json(const metrics::Scores& scores, const std::vector<std::string>& classes);
Json to_json(const ClipScores& scores);
Json to_json(const cache::BadFile& bad);
Json to_json(const dataset::LeftOutTrial& left_out);

/// Reads a trial back, exactly as it was written: a resumed run ends with the same bits. Throws
/// Error that names the first key that is missing or of another type.
TrialResult trial_from_json(const Json& json);

/// The table that a run prints at its end: each trial, mean and spread, the document's numbers
/// beside ours; for the miniature it says that nothing may be compared with the document.
std::string results_table(const RunResults& results);

}  // namespace timbre::report
