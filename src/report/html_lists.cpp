// Notes, splits, files, times and versions of report.html.
#include <algorithm>
#include <array>
#include <set>
#include <string_view>

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

// As a recording meets them; a stage that is not known here comes first.
constexpr std::array<std::string_view, 7> stage_order = {
    "decode", "resample", "features", "cache", "extraction", "trials", "total"};

std::ptrdiff_t place_in_flow(std::string_view stage) {
  const auto found = std::find(stage_order.begin(), stage_order.end(), stage);
  return found == stage_order.end() ? -1 : found - stage_order.begin();
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

std::string split_warnings(const RunResults& results) {
  std::string items;
  for (const dataset::SplitWarning& warning : results.split_warnings) {
    items += item(warning.text);
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
  std::vector<std::pair<std::string, double>> stages(results.seconds.begin(),
                                                     results.seconds.end());
  std::stable_sort(stages.begin(), stages.end(), [](const auto& left, const auto& right) {
    return place_in_flow(left.first) < place_in_flow(right.first);
  });
  std::vector<TableRow> rows;
  rows.reserve(stages.size());
  for (const auto& [stage, seconds] : stages) {
    rows.push_back({{escaped(stage), format_duration(seconds)}, stage == stage_order.back()});
  }
  if (rows.empty()) return {};
  return table({{"stage", Cells::text}, {"time"}}, rows) +
         "<p class=\"source\">The extraction is made of the stages above it, whose times are added "
         "up over all threads. Feature cache: " +
         std::to_string(results.cache_hits) + " files read, " +
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
