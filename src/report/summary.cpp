#include "summary.hpp"

#include <functional>

#include "format.hpp"

namespace timbre::report {
namespace {

using ReadScore = std::function<std::optional<double>(const TrialResult&)>;

ScoreSummary summarise_one(const RunResults& results, std::string key, std::string title,
                           const ReadScore& read) {
  ScoreSummary summary;
  summary.key = std::move(key);
  summary.title = std::move(title);
  std::vector<double> known;
  for (const TrialResult& trial : results.trials) {
    const std::optional<double> score = read(trial);
    if (score) known.push_back(*score);
    summary.trials.push_back(score);
  }
  summary.spread = metrics::spread(known);
  return summary;
}

// Without a clip that has a segment there is no accuracy of clips.
std::optional<double> clip_accuracy(const TrialResult& trial) {
  const ClipScores& scores = trial.test_clips;
  if (scores.clips == std::ssize(scores.without_segment)) return std::nullopt;
  return scores.accuracy;
}

metrics::ClassScores mean_of_class(const RunResults& results, std::size_t label) {
  const auto trials = static_cast<double>(results.trials.size());
  metrics::ClassScores mean;
  std::vector<double> areas;
  for (const TrialResult& trial : results.trials) {
    const metrics::ClassScores& scores = trial.test.per_class.at(label);
    mean.precision += scores.precision / trials;
    mean.recall += scores.recall / trials;
    mean.f1 += scores.f1 / trials;
    mean.support += scores.support;
    if (scores.roc_auc) areas.push_back(*scores.roc_auc);
  }
  if (!areas.empty()) mean.roc_auc = metrics::spread(areas).mean;
  return mean;
}

}  // namespace

std::vector<ScoreSummary> summarise(const RunResults& results) {
  using Trial = const TrialResult&;
  std::vector<ScoreSummary> all = {
      summarise_one(results, "loss", "loss", [](Trial trial) { return trial.test.loss; }),
      summarise_one(results, "accuracy", "accuracy",
                    [](Trial trial) { return trial.test.accuracy; }),
      summarise_one(results, "roc_auc_macro", "ROC-AUC",
                    [](Trial trial) { return trial.test.roc_auc_macro; }),
      summarise_one(results, "f1_micro", "F1 micro",
                    [](Trial trial) { return trial.test.f1_micro; }),
      summarise_one(results, "f1_macro", "F1 macro",
                    [](Trial trial) { return trial.test.f1_macro; }),
      summarise_one(results, "map_at_3", "MAP@3", [](Trial trial) { return trial.test.map_at_3; }),
      summarise_one(results, "clip_accuracy", "clip accuracy", clip_accuracy)};
  if (results.synthetic) return all;
  for (ScoreSummary& score : all) {
    if (score.key == "accuracy") score.expected = results.expected.accuracy;
    if (score.key == "roc_auc_macro") score.expected = results.expected.roc_auc;
  }
  return all;
}

std::string spread_text(const metrics::Spread& spread, int digits) {
  const std::string mean = fixed(spread.mean, digits);
  return spread.count > 1 ? mean + " ± " + fixed(spread.std, digits) : mean;
}

metrics::Confusion total_confusion(const RunResults& results) {
  metrics::Confusion total;
  for (const TrialResult& trial : results.trials) {
    const metrics::Confusion& confusion = trial.test.confusion;
    if (total.counts.empty()) {
      total = confusion;
      continue;
    }
    for (std::size_t cell = 0; cell < total.counts.size(); ++cell) {
      total.counts[cell] += confusion.counts.at(cell);
    }
  }
  return total;
}

std::vector<metrics::ClassScores> mean_class_scores(const RunResults& results) {
  std::vector<metrics::ClassScores> means;
  if (results.trials.empty()) return means;
  for (std::size_t label = 0; label < results.classes.size(); ++label) {
    means.push_back(mean_of_class(results, label));
  }
  return means;
}

std::vector<std::string> other_counts(const RunResults& results) {
  std::vector<std::string> lines;
  if (results.trials.empty()) return lines;
  // Every trial has the same ones.
  for (std::size_t kind = 0; kind < results.trials.front().other_scores.size(); ++kind) {
    std::string counts;
    std::vector<double> accuracies;
    for (const TrialResult& trial : results.trials) {
      const OtherScore& score = trial.other_scores.at(kind);
      counts += (counts.empty() ? "" : ", ") + std::to_string(score.correct) + " of " +
                std::to_string(score.examples);
      accuracies.push_back(score.accuracy());
    }
    lines.push_back(results.trials.front().other_scores[kind].name + ": " + counts +
                    (accuracies.size() > 1 ? " (mean " : " (") +
                    fixed(metrics::spread(accuracies).mean) + ")");
  }
  return lines;
}

std::string synthetic_notice(const RunResults& results) {
  const std::string original =
      results.document.empty() ? "any document" : "document " + results.document;
  return "Synthetic data: the sounds are the built-in miniature, not recordings. "
         "Nothing here may be compared with " +
         original + ".";
}

}  // namespace timbre::report
