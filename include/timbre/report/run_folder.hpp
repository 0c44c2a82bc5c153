#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "timbre/core/json.hpp"
#include "timbre/report/exhibits.hpp"
#include "timbre/report/results.hpp"

namespace timbre::report {

/// A row of predictions.csv.
struct PredictionRow {
  int trial = 0;              ///< 1-based
  std::string clip;           ///< name of the file
  std::int64_t segment = -1;  ///< number within the clip; -1 for the clip's vote
  int label = 0;
  std::vector<float> probabilities;  ///< empty for a clip without a segment
};

/// The folder of one run: experiment.yaml (resolved), log.jsonl, results.json, predictions.csv,
/// report.html, events (TensorBoard), and trials/NN with checkpoint, model.h5, result and, where
/// tested examples were put on a plane, tsne.json.
/// A lock file keeps a second process out of it.
class RunFolder {
 public:
  /// Makes the folder. With `resume` it must exist and hold the same resolved experiment; without,
  /// a folder that holds a run already is refused, so that nothing is lost. Throws RequestError.
  RunFolder(const std::filesystem::path& path, const std::string& resolved_yaml, bool resume);
  ~RunFolder();
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;

  const std::filesystem::path& path() const;
  /// trials/NN, made when it is asked for; `number` is 1-based.
  std::filesystem::path trial_folder(int number) const;

  /// Appends one line to log.jsonl, with the time, and flushes it.
  void log(const std::string& event, const Json& fields);

  /// A finished trial: its result and its rows of predictions, kept so that a resumed run need not
  /// repeat it.
  void save_trial(int number, const TrialResult& trial, const std::vector<std::string>& classes,
                  const std::vector<PredictionRow>& predictions);
  bool has_trial(int number) const;
  /// Throws Error that names the file when it is damaged.
  TrialResult load_trial(int number) const;

  /// predictions.csv (of all trials, RFC 4180), report.html, the TensorBoard events and, last,
  /// results.json. All trials must have been saved.
  void finish(const RunResults& results, const std::string& resolved_yaml,
              const std::vector<Exhibit>& exhibits = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// One file that opens offline: scores beside the document's, curves, confusion matrix, per-class
/// table, the worst errors with picture and player, tested examples on a plane, split warnings, bad
/// files, configuration and timings. Pictures and sounds are inside, so that the page can be sent
/// and kept.
std::string report_html(const RunResults& results, const std::string& resolved_yaml,
                        const std::vector<Exhibit>& exhibits = {});

}  // namespace timbre::report
