// Notes, files, times and versions of report.html.
#include <set>

#include "format.hpp"
#include "html.hpp"
#include "timbre/core/progress.hpp"

namespace timbre::report::html {
namespace {

std::string item(const std::string& text) {
  return "<li>" + escaped(text) + "</li>\n";
}

std::string list(const std::string& content) {
  return content.empty() ? content : "<ul>\n" + content + "</ul>\n";
}

}  // namespace

std::string remarks(const RunResults& results) {
  std::string items;
  for (const std::string& note : results.notes) items += item(note);
  for (const dataset::LeftOutTrial& left_out : results.left_out) {
    items += item("Left out: the trial that tests on fold " +
                  folds_text(left_out.trial.test_folds) + ": " + left_out.reason);
  }
  for (std::size_t index = 0; index < results.trials.size(); ++index) {
    const std::string& note = results.trials[index].test.roc_auc_note;
    if (note.empty()) continue;
    items += item("ROC-AUC of trial " + std::to_string(index + 1) + ", " + note);
  }
  return list(items);
}

std::string clips_without_segment(const RunResults& results) {
  std::set<std::string> names;
  for (const TrialResult& trial : results.trials) {
    names.insert(trial.test_clips.without_segment.begin(), trial.test_clips.without_segment.end());
  }
  if (names.empty()) return {};
  std::string items;
  for (const std::string& name : names) items += item(name);
  return "<p>" + counted(names.size(), "test clip") +
         " shorter than one segment, or unreadable: not counted in the clip accuracy.</p>\n"
         "<ul class=\"files\">\n" +
         items + "</ul>\n";
}

std::string bad_files(const RunResults& results) {
  std::vector<TableRow> rows;
  rows.reserve(results.bad_files.size());
  for (const cache::BadFile& bad : results.bad_files) {
    rows.push_back({{escaped(bad.name), escaped(bad.reason)}});
  }
  if (rows.empty()) return {};
  return table({{"file", Cells::prose}, {"reason", Cells::prose}}, rows);
}

std::string timings(const RunResults& results) {
  std::vector<TableRow> rows;
  rows.reserve(results.seconds.size());
  for (const auto& [stage, seconds] : results.seconds) {
    rows.push_back({{escaped(stage), format_duration(seconds)}});
  }
  if (rows.empty()) return {};
  return table({{"stage", Cells::text}, {"time"}}, rows) +
         "<p>Feature cache: " + std::to_string(results.cache_hits) + " files read, " +
         std::to_string(results.cache_misses) + " computed.</p>\n";
}

std::string versions(const RunResults& results) {
  std::vector<TableRow> rows;
  rows.reserve(results.versions.size());
  for (const auto& [part, version] : results.versions) {
    rows.push_back({{escaped(part), escaped(version)}});
  }
  if (rows.empty()) return {};
  return table({{"part", Cells::text}, {"version", Cells::prose}}, rows);
}

}  // namespace timbre::report::html
