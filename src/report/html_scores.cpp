// Headline, trials and classes of report.html.
#include "format.hpp"
#include "html.hpp"

namespace timbre::report::html {
namespace {

std::string signed_text(double difference) {
  return (difference < 0 ? "−" : "+") + fixed(difference < 0 ? -difference : difference);
}

std::string compared(const ScoreSummary& score) {
  if (!score.expected) return {};
  return "<span class=\"document\">document " + fixed(score.expected) + " <small>(" +
         signed_text(score.spread.mean - *score.expected) + ")</small></span>";
}

std::string card(const ScoreSummary& score) {
  std::string spread = "± " + fixed(score.spread.std) + " over " +
                       counted(static_cast<std::size_t>(score.spread.count), "trial");
  if (score.spread.count == 0) spread = "no trial has it";
  if (score.spread.count == 1) spread = "one trial";
  return "<div class=\"card\"><h3>" + escaped(score.title) + "</h3><strong>" +
         fixed(score.spread.mean) + "</strong><span>" + spread + "</span>" + compared(score) +
         "</div>\n";
}

std::string epochs_cell(const training::FitResult& fit) {
  return std::to_string(fit.epochs.size()) + (fit.stopped_early ? "*" : "");
}

std::string stopped_early_note(const RunResults& results) {
  for (const TrialResult& trial : results.trials) {
    if (trial.fit.stopped_early) return "<p class=\"source\">* stopped early</p>\n";
  }
  return {};
}

TableRow trial_row(const TrialResult& trial, std::size_t index,
                   const std::vector<ScoreSummary>& scores) {
  TableRow row;
  row.cells = {std::to_string(index + 1),
               folds_text(trial.trial.train_folds),
               folds_text(trial.trial.validate_folds),
               folds_text(trial.trial.test_folds),
               std::to_string(trial.train_examples),
               std::to_string(trial.validate_examples),
               std::to_string(trial.test_examples),
               epochs_cell(trial.fit)};
  for (const ScoreSummary& score : scores) row.cells.push_back(fixed(score.trials[index]));
  return row;
}

template <typename ReadCell>
TableRow summary_row(const char* title, const std::vector<ScoreSummary>& scores,
                     const ReadCell& read_cell) {
  TableRow row{{title, "", "", "", "", "", "", ""}, true};
  for (const ScoreSummary& score : scores) row.cells.push_back(read_cell(score));
  return row;
}

}  // namespace

std::string headline(const RunResults& results, const std::vector<ScoreSummary>& scores) {
  std::string cards = "<div class=\"cards\">\n";
  for (const char* key : {"accuracy", "roc_auc_macro", "f1_macro", "clip_accuracy", "loss"}) {
    for (const ScoreSummary& score : scores) {
      if (score.key == key) cards += card(score);
    }
  }
  cards += "</div>\n";
  if (!results.synthetic && !results.expected.source.empty()) {
    cards += "<p class=\"source\">" + escaped(results.expected.source) + "</p>\n";
  }
  for (const std::string& counts : other_counts(results)) {
    cards += "<p class=\"source\">Counted otherwise, " + escaped(counts) + "</p>\n";
  }
  return cards;
}

std::string trials_table(const RunResults& results, const std::vector<ScoreSummary>& scores) {
  std::vector<Column> columns = {{"trial"},
                                 {"trained on", Cells::text},
                                 {"validated on", Cells::text},
                                 {"tested on", Cells::text},
                                 {"training examples"},
                                 {"validation examples"},
                                 {"test examples"},
                                 {"epochs"}};
  for (const ScoreSummary& score : scores) columns.push_back({score.title});
  std::vector<TableRow> rows;
  for (std::size_t index = 0; index < results.trials.size(); ++index) {
    rows.push_back(trial_row(results.trials[index], index, scores));
  }
  rows.push_back(summary_row("mean", scores,
                             [](const ScoreSummary& score) { return fixed(score.spread.mean); }));
  rows.push_back(summary_row("± std", scores,
                             [](const ScoreSummary& score) { return fixed(score.spread.std); }));
  return table(columns, rows) + stopped_early_note(results);
}

std::string class_table(const RunResults& results) {
  const std::vector<metrics::ClassScores> means = mean_class_scores(results);
  if (means.empty()) return {};
  std::vector<TableRow> rows;
  for (std::size_t label = 0; label < means.size(); ++label) {
    const metrics::ClassScores& scores = means[label];
    rows.push_back({{escaped(results.classes[label]), fixed(scores.precision), fixed(scores.recall),
                     fixed(scores.f1), fixed(scores.roc_auc), std::to_string(scores.support)}});
  }
  return table(
      {{"class", Cells::text}, {"precision"}, {"recall"}, {"F1"}, {"ROC-AUC"}, {"test examples"}},
      rows);
}

}  // namespace timbre::report::html
