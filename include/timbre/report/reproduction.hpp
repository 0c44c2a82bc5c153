#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "timbre/core/json.hpp"
#include "timbre/metrics/scores.hpp"
#include "timbre/report/results.hpp"

namespace timbre::report {

/// One score of an experiment: over the means of the seeds, or over the trials of a single seed.
struct ReproducedScore {
  std::string key;    ///< in results.json: "roc_auc_macro"
  std::string title;  ///< for people: "ROC-AUC"
  int digits = 3;     ///< behind the point
  metrics::Spread ours;
  std::optional<double> printed;  ///< by the document; also where the data is synthetic
};

/// An experiment in one mode, with every seed that it was run with.
struct Reproduced {
  std::string experiment;
  std::string document;
  std::string mode;    ///< "faithful" or "fixed"
  std::string source;  ///< where the document prints its numbers
  std::vector<std::int64_t> seeds;
  std::vector<ReproducedScore> scores;
  std::int64_t trials = 0;                         ///< of one seed
  std::int64_t train = 0, validate = 0, test = 0;  ///< examples, over the trials of one seed
  bool synthetic = false;
  double seconds = 0;                    ///< of the trials of all seeds
  std::vector<std::string> differences;  ///< what is not as in the document: absent files, folds
  std::string refusal;                   ///< why it could not run here; empty when it ran
};

/// Runs of the same experiment and mode that differ in their seeds. Throws Error for none.
Reproduced reproduced(const std::vector<RunResults>& seeds);

/// Each document's table, in the order of their numbers, as Markdown.
std::string reproduction_markdown(const std::vector<Reproduced>& rows);
Json to_json(const std::vector<Reproduced>& rows);
/// One page that opens offline.
std::string reproduction_html(const std::vector<Reproduced>& rows);

}  // namespace timbre::report
