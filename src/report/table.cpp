// The table that a run prints at its end.
#include <algorithm>

#include "format.hpp"
#include "summary.hpp"
#include "timbre/report/results.hpp"

namespace timbre::report {
namespace {

using Row = std::vector<std::string>;

constexpr const char* gap = "  ";

// Columns of equal width; numbers and what stands over them are set to the right.
std::string aligned(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths(rows.front().size(), 0);
  for (const Row& row : rows) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      widths[column] = std::max(widths[column], display_width(row[column]));
    }
  }
  std::string text;
  for (const Row& row : rows) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      if (column > 0) text += gap;
      text.append(widths[column] - display_width(row[column]), ' ');
      text += row[column];
    }
    text.resize(text.find_last_not_of(' ') + 1);
    text += '\n';
  }
  return text;
}

// Those that people compare; micro F is the accuracy once more.
std::vector<ScoreSummary> shown_scores(const RunResults& results) {
  std::vector<ScoreSummary> scores = summarise(results);
  std::erase_if(scores, [](const ScoreSummary& score) { return score.key == "f1_micro"; });
  return scores;
}

std::string examples_text(const TrialResult& trial) {
  return std::to_string(trial.train_examples) + '/' + std::to_string(trial.validate_examples) +
         '/' + std::to_string(trial.test_examples);
}

Row labels_row(const std::vector<ScoreSummary>& scores) {
  Row row = {"trial", "train", "validate", "test", "examples", "epochs"};
  for (const ScoreSummary& score : scores) row.push_back(score.title);
  return row;
}

Row trial_row(const TrialResult& trial, std::size_t index,
              const std::vector<ScoreSummary>& scores) {
  Row row = {std::to_string(index + 1),
             folds_text(trial.trial.train_folds),
             folds_text(trial.trial.validate_folds),
             folds_text(trial.trial.test_folds),
             examples_text(trial),
             std::to_string(trial.fit.epochs.size())};
  for (const ScoreSummary& score : scores) row.push_back(fixed(score.trials[index]));
  return row;
}

template <typename ReadCell>
Row summary_row(const char* title, const std::vector<ScoreSummary>& scores,
                const ReadCell& read_cell) {
  Row row = {title, "", "", "", "", ""};
  for (const ScoreSummary& score : scores) row.push_back(read_cell(score));
  return row;
}

bool compares_with_document(const RunResults& results) {
  return !results.synthetic && (results.expected.accuracy || results.expected.roc_auc);
}

std::vector<Row> rows_of(const RunResults& results) {
  const std::vector<ScoreSummary> scores = shown_scores(results);
  std::vector<Row> rows = {labels_row(scores)};
  for (std::size_t index = 0; index < results.trials.size(); ++index) {
    rows.push_back(trial_row(results.trials[index], index, scores));
  }
  rows.push_back(summary_row("mean", scores,
                             [](const ScoreSummary& score) { return fixed(score.spread.mean); }));
  rows.push_back(summary_row("± std", scores,
                             [](const ScoreSummary& score) { return fixed(score.spread.std); }));
  if (compares_with_document(results)) {
    rows.push_back(summary_row("document", scores, [](const ScoreSummary& score) {
      return score.expected ? fixed(score.expected) : std::string();
    }));
  }
  return rows;
}

std::string heading(const RunResults& results) {
  std::string text = results.experiment;
  if (!results.document.empty()) {
    text += ": document ";
    text += results.document;
  }
  text += ", " + results.mode + ", " + results.device + " (" + results.processor + "), " +
          counted(static_cast<std::size_t>(results.threads), "thread") + ", seed " +
          std::to_string(results.seed) + '\n';
  return text;
}

std::string remarks(const RunResults& results) {
  std::string text;
  for (const std::string& counts : other_counts(results))
    text += "counted otherwise, " + counts + '\n';
  if (compares_with_document(results) && !results.expected.source.empty()) {
    text += "source of the document's numbers: " + results.expected.source + '\n';
  }
  for (std::size_t index = 0; index < results.trials.size(); ++index) {
    const std::string& note = results.trials[index].test.roc_auc_note;
    if (!note.empty()) text += "ROC-AUC of trial " + std::to_string(index + 1) + ", " + note + '\n';
  }
  for (const dataset::LeftOutTrial& left_out : results.left_out) {
    text += "left out: the trial that tests on fold " + folds_text(left_out.trial.test_folds) +
            ": " + left_out.reason + '\n';
  }
  for (const dataset::SplitWarning& warning : results.split_warnings) {
    if (!warning.trials.empty()) text += "split: " + warning.text + '\n';
  }
  if (!results.bad_files.empty()) {
    text += counted(results.bad_files.size(), "file") +
            " could not be read; results.json has the reasons\n";
  }
  return text;
}

}  // namespace

std::string results_table(const RunResults& results) {
  std::string text = heading(results);
  if (results.synthetic) {
    text += synthetic_notice(results) + '\n' + real_data_advice + '\n';
  }
  return text + '\n' + aligned(rows_of(results)) + '\n' + remarks(results);
}

}  // namespace timbre::report
