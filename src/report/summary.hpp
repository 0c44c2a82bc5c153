#pragma once

#include <optional>
#include <string>
#include <vector>

#include "timbre/metrics/scores.hpp"
#include "timbre/report/results.hpp"

namespace timbre::report {

/// One kind of score, in each trial and over all of them.
struct ScoreSummary {
  std::string key;    ///< in results.json: "roc_auc_macro"
  std::string title;  ///< for people: "ROC-AUC"
  int digits = 3;     ///< behind the point
  std::vector<std::optional<double>> trials;
  metrics::Spread spread;          ///< over the trials that have the score
  std::optional<double> expected;  ///< the document's; empty for synthetic data
};

/// Loss, accuracy, roc_auc_macro, f1_micro, f1_macro, map_at_3 and clip_accuracy, in this order.
std::vector<ScoreSummary> summarise(const RunResults& results);

/// "0.612 ± 0.034", or without the deviation when there is but one value.
std::string spread_text(const metrics::Spread& spread, int digits = 3);

/// The test's other counts, each over all trials: "examples as they are: 105 of 120, 108 of 120
/// (mean 0.888)".
std::vector<std::string> other_counts(const RunResults& results);

/// Sum of the trials' confusion matrices; empty without trials.
metrics::Confusion total_confusion(const RunResults& results);

/// Mean over the trials of each class's scores, with the total support.
std::vector<metrics::ClassScores> mean_class_scores(const RunResults& results);

/// What every output of a run on the built-in miniature says: that nothing may be compared with
/// the document.
std::string synthetic_notice(const RunResults& results);
/// How to run on the real data set instead.
inline constexpr const char* real_data_advice =
    "Set TIMBRE_DATA or dataset.root to the folder of the real data set to run on that.";

}  // namespace timbre::report
