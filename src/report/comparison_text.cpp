// A comparison as Markdown, JSON and a page.
#include "format.hpp"
#include "html.hpp"
#include "json_values.hpp"
#include "summary.hpp"
#include "text_table.hpp"
#include "timbre/core/progress.hpp"
#include "timbre/report/comparison.hpp"

namespace timbre::report {
namespace {

// Those that people compare; micro F is the accuracy once more.
std::vector<ScoreSummary> shown_scores() {
  std::vector<ScoreSummary> scores = summarise(RunResults{});
  std::erase_if(scores, [](const ScoreSummary& score) { return score.key == "f1_micro"; });
  return scores;
}

std::string score_cell(const ComparedRun& run, const std::string& key) {
  const auto score = run.scores.find(key);
  if (score == run.scores.end()) return fixed(std::optional<double>());
  return spread_text(score->second);
}

TextTable table_of(const Comparison& comparison, const std::vector<ComparedRun>& runs) {
  TextTable table;
  table.columns.push_back({"run", html::Cells::text});
  for (const std::string& path : comparison.differing) {
    table.columns.push_back({path, html::Cells::text});
  }
  table.columns.push_back({"trials"});
  for (const ScoreSummary& score : shown_scores()) table.columns.push_back({score.title});
  table.columns.push_back({"time"});
  for (const ComparedRun& run : runs) {
    std::vector<std::string>& cells = table.rows.emplace_back();
    cells.push_back(run.name);
    for (const std::string& path : comparison.differing) {
      const auto setting = run.settings.find(path);
      cells.push_back(setting == run.settings.end() ? "–" : setting->second);
    }
    cells.push_back(std::to_string(run.trials));
    for (const ScoreSummary& score : shown_scores()) cells.push_back(score_cell(run, score.key));
    cells.push_back(format_duration(run.seconds));
  }
  return table;
}

std::vector<std::string> remarks(const Comparison& comparison) {
  std::vector<std::string> remarks;
  std::string synthetic;
  for (const ComparedRun& run : comparison.runs) {
    if (run.synthetic) synthetic += (synthetic.empty() ? "" : ", ") + run.name;
  }
  if (!synthetic.empty()) {
    remarks.push_back("Synthetic data: the built-in miniature, not recordings: " + synthetic + ".");
  }
  for (const std::string& folder : comparison.unfinished) {
    remarks.push_back("Not finished, and left out: " + folder);
  }
  return remarks;
}

Json run_json(const Comparison& comparison, const ComparedRun& run) {
  Json settings = Json::object();
  for (const std::string& path : comparison.differing) {
    const auto setting = run.settings.find(path);
    settings.set(path, setting == run.settings.end() ? Json() : Json(setting->second));
  }
  Json mean = Json::object();
  Json std = Json::object();
  for (const auto& [key, spread] : run.scores) {
    mean.set(key, spread.mean);
    std.set(key, spread.std);
  }
  return Json::object({{"run", run.name},
                       {"settings", std::move(settings)},
                       {"trials", run.trials},
                       {"mean", std::move(mean)},
                       {"std", std::move(std)},
                       {"seconds", run.seconds},
                       {"synthetic", run.synthetic}});
}

Json runs_json(const Comparison& comparison, const std::vector<ComparedRun>& runs) {
  Json list = Json::array();
  for (const ComparedRun& run : runs) list.push(run_json(comparison, run));
  return list;
}

}  // namespace

std::string comparison_markdown(const Comparison& comparison) {
  std::string text = to_markdown(table_of(comparison, comparison.runs));
  if (!comparison.over_seeds.empty()) {
    text += "\nOver seeds (the spread is that of the runs' means):\n\n" +
            to_markdown(table_of(comparison, comparison.over_seeds));
  }
  for (const std::string& remark : remarks(comparison)) text += '\n' + remark + '\n';
  return text;
}

Json to_json(const Comparison& comparison) {
  return Json::object({{"differing", Json(comparison.differing)},
                       {"runs", runs_json(comparison, comparison.runs)},
                       {"over_seeds", runs_json(comparison, comparison.over_seeds)},
                       {"unfinished", Json(comparison.unfinished)}});
}

std::string comparison_html(const Comparison& comparison) {
  std::string notes;
  for (const std::string& remark : remarks(comparison)) {
    notes += "<p class=\"source\">" + html::escaped(remark) + "</p>\n";
  }
  const std::string title = counted(comparison.runs.size(), "run") + " side by side";
  return html::page(
      title,
      "<header>\n<h1>" + title + "</h1>\n</header>\n" +
          html::section("Runs", to_html(table_of(comparison, comparison.runs))) +
          html::section("Means over seeds", to_html(table_of(comparison, comparison.over_seeds))) +
          notes);
}

}  // namespace timbre::report
