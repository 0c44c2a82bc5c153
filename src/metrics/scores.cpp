#include "timbre/metrics/scores.hpp"

#include <algorithm>

#include "timbre/core/error.hpp"
#include "timbre/metrics/ranking.hpp"

namespace timbre::metrics {
namespace {

// scikit-learn's zero_division=0.
double ratio(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

Confusion count_confusion(std::span<const std::int32_t> labels,
                          std::span<const std::int32_t> predicted, int classes) {
  Confusion confusion{classes, std::vector<std::int64_t>(std::size_t(classes) * classes)};
  for (std::size_t i = 0; i < labels.size(); ++i) {
    require(labels[i] >= 0 && labels[i] < classes, "a label is not among the classes");
    ++confusion.counts[labels[i] * classes + predicted[i]];
  }
  return confusion;
}

std::int64_t predicted_as(const Confusion& confusion, int label) {
  std::int64_t count = 0;
  for (int truth = 0; truth < confusion.classes; ++truth) count += confusion.at(truth, label);
  return count;
}

ClassScores score_class(const Confusion& confusion, int label) {
  const std::int64_t hits = confusion.at(label, label);
  const std::int64_t predicted = predicted_as(confusion, label);
  ClassScores scores;
  for (int guess = 0; guess < confusion.classes; ++guess) {
    scores.support += confusion.at(label, guess);
  }
  scores.precision = ratio(hits, predicted);
  scores.recall = ratio(hits, scores.support);
  scores.f1 = ratio(2 * hits, predicted + scores.support);
  return scores;
}

// A class that is neither true nor predicted anywhere does not count: scikit-learn scores the
// labels that it meets.
double macro_f1(const Scores& scores) {
  double sum = 0;
  int met = 0;
  for (int label = 0; label < scores.confusion.classes; ++label) {
    const ClassScores& of_class = scores.per_class[label];
    if (of_class.support + predicted_as(scores.confusion, label) == 0) continue;
    sum += of_class.f1;
    ++met;
  }
  return met == 0 ? 0.0 : sum / met;
}

std::optional<double> macro_roc_auc(const std::vector<ClassScores>& per_class) {
  double sum = 0;
  int scored = 0;
  for (const ClassScores& of_class : per_class) {
    if (!of_class.roc_auc) continue;
    sum += *of_class.roc_auc;
    ++scored;
  }
  if (scored == 0) return std::nullopt;
  return sum / scored;
}

std::string note_left_out(const std::vector<ClassScores>& per_class,
                          const std::vector<std::string>& class_names) {
  std::string note;
  for (std::size_t label = 0; label < per_class.size(); ++label) {
    if (per_class[label].roc_auc) continue;
    if (!note.empty()) note += "; ";
    note += class_names[label];
    note += per_class[label].support == 0 ? " has no example in the test set"
                                          : " is the only class in the test set";
  }
  return note.empty() ? note : "left out of the mean: " + note;
}

}  // namespace

std::int64_t Confusion::correct() const {
  std::int64_t sum = 0;
  for (int label = 0; label < classes; ++label) sum += at(label, label);
  return sum;
}

std::vector<std::int32_t> argmax_rows(std::span<const float> probabilities, int classes) {
  require(classes > 0 && probabilities.size() % classes == 0, "rows of another width than classes");
  std::vector<std::int32_t> highest(probabilities.size() / classes);
  for (std::size_t row = 0; row < highest.size(); ++row) {
    const auto values = probabilities.subspan(row * classes, classes);
    highest[row] =
        static_cast<std::int32_t>(std::max_element(values.begin(), values.end()) - values.begin());
  }
  return highest;
}

double mean_average_precision(std::span<const float> probabilities,
                              std::span<const std::int32_t> labels, int classes, int places) {
  require(probabilities.size() == labels.size() * classes, "one row of probabilities per label");
  double sum = 0;
  for (std::size_t row = 0; row < labels.size(); ++row) {
    const auto values = probabilities.subspan(row * classes, classes);
    const std::int32_t label = labels[row];
    std::int64_t place = 1;
    for (std::int32_t other = 0; other < classes; ++other) {
      const bool ties_before = values[other] == values[label] && other < label;
      place += values[other] > values[label] || ties_before;
    }
    if (place <= places) sum += 1.0 / static_cast<double>(place);
  }
  return labels.empty() ? 0.0 : sum / static_cast<double>(labels.size());
}

Scores score(Ranking& ranking, std::span<const float> probabilities,
             std::span<const std::int32_t> labels, const std::vector<std::string>& class_names) {
  const int classes = static_cast<int>(class_names.size());
  require(probabilities.size() == labels.size() * classes, "one row of probabilities per label");

  Scores scores;
  scores.examples = std::ssize(labels);
  scores.confusion = count_confusion(labels, argmax_rows(probabilities, classes), classes);
  scores.accuracy = ratio(scores.confusion.correct(), scores.examples);
  scores.f1_micro = scores.accuracy;
  const auto areas = ranking.roc_auc_by_class(probabilities, labels, classes);
  for (int label = 0; label < classes; ++label) {
    scores.per_class.push_back(score_class(scores.confusion, label));
    scores.per_class.back().roc_auc = areas[static_cast<std::size_t>(label)];
  }
  scores.f1_macro = macro_f1(scores);
  scores.map_at_3 = mean_average_precision(probabilities, labels, classes, 3);
  scores.roc_auc_macro = macro_roc_auc(scores.per_class);
  scores.roc_auc_note = note_left_out(scores.per_class, class_names);
  return scores;
}

}  // namespace timbre::metrics
