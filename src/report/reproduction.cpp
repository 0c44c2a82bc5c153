#include "timbre/report/reproduction.hpp"

#include <algorithm>

#include "format.hpp"
#include "summary.hpp"
#include "timbre/core/error.hpp"

namespace timbre::report {
namespace {

metrics::Spread over_seeds(const std::vector<RunResults>& seeds, std::size_t score) {
  if (seeds.size() == 1) return summarise(seeds.front())[score].spread;
  std::vector<double> means;
  for (const RunResults& run : seeds) means.push_back(summarise(run)[score].spread.mean);
  return metrics::spread(means);
}

// The document's numbers also stand beside scores of the miniature, which `summarise` leaves out.
std::vector<ReproducedScore> scores_of(const std::vector<RunResults>& seeds) {
  RunResults real = seeds.front();
  real.synthetic = false;
  std::vector<ReproducedScore> scores;
  for (const ScoreSummary& summary : summarise(real)) {
    scores.push_back({summary.key, summary.title, summary.digits, over_seeds(seeds, scores.size()),
                      summary.expected});
  }
  return scores;
}

std::vector<std::string> differences_of(const RunResults& run) {
  std::vector<std::string> differences = run.notes;
  for (const dataset::LeftOutTrial& trial : run.left_out) {
    differences.push_back("A trial is left out that tests folds " +
                          folds_text(trial.trial.test_folds) + ": " + trial.reason + ".");
  }
  if (!run.bad_files.empty()) {
    differences.push_back(counted(run.bad_files.size(), "file") + " cannot be read.");
  }
  return differences;
}

}  // namespace

Reproduced reproduced(const std::vector<RunResults>& seeds) {
  require(!seeds.empty(), "no run to reproduce a table from");
  const RunResults& first = seeds.front();
  Reproduced row;
  row.experiment = first.experiment;
  row.document = first.document;
  row.mode = first.mode;
  row.source = first.expected.source;
  row.synthetic = first.synthetic;
  row.scores = scores_of(seeds);
  row.trials = std::ssize(first.trials);
  for (const TrialResult& trial : first.trials) {
    row.train += trial.train_examples;
    row.validate += trial.validate_examples;
    row.test += trial.test_examples;
  }
  row.differences = differences_of(first);
  for (const RunResults& run : seeds) {
    for (const std::string& counts : other_counts(run)) {
      row.differences.push_back("Seed " + std::to_string(run.seed) + ", " + run.mode +
                                ", counted otherwise, " + counts + ".");
    }
    row.seeds.push_back(run.seed);
    for (const TrialResult& trial : run.trials) row.seconds += trial.seconds;
  }
  return row;
}

}  // namespace timbre::report
