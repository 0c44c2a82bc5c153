// A comparison as Markdown, JSON and a page.
#include "format.hpp"
#include "html.hpp"
#include "json_values.hpp"
#include "summary.hpp"
#include "timbre/core/progress.hpp"
#include "timbre/report/comparison.hpp"

namespace timbre::report {
namespace {

using Cells = std::vector<std::string>;

constexpr std::size_t name_columns = 1;

// Those that people compare; micro F is the accuracy once more.
std::vector<ScoreSummary> shown_scores() {
  std::vector<ScoreSummary> scores = summarise(RunResults{});
  std::erase_if(scores, [](const ScoreSummary& score) { return score.key == "f1_micro"; });
  return scores;
}

Cells titles(const Comparison& comparison) {
  Cells cells = {"run"};
  cells.insert(cells.end(), comparison.differing.begin(), comparison.differing.end());
  cells.emplace_back("trials");
  for (const ScoreSummary& score : shown_scores()) cells.push_back(score.title);
  cells.emplace_back("time");
  return cells;
}

std::string score_cell(const ComparedRun& run, const std::string& key) {
  const auto score = run.scores.find(key);
  if (score == run.scores.end()) return fixed(std::optional<double>());
  const metrics::Spread& spread = score->second;
  return spread.count > 1 ? fixed(spread.mean) + " ± " + fixed(spread.std) : fixed(spread.mean);
}

Cells cells_of(const Comparison& comparison, const ComparedRun& run) {
  Cells cells = {run.name};
  for (const std::string& path : comparison.differing) {
    const auto setting = run.settings.find(path);
    cells.push_back(setting == run.settings.end() ? "–" : setting->second);
  }
  cells.push_back(std::to_string(run.trials));
  for (const ScoreSummary& score : shown_scores()) cells.push_back(score_cell(run, score.key));
  cells.push_back(format_duration(run.seconds));
  return cells;
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

std::string markdown_row(const Cells& cells) {
  std::string row = "|";
  for (const std::string& cell : cells) {
    row += ' ';
    for (const char letter : cell) {
      if (letter == '|') row += '\\';
      row += letter == '\n' ? ' ' : letter;
    }
    row += " |";
  }
  return row + '\n';
}

std::string markdown_table(const Comparison& comparison, const std::vector<ComparedRun>& runs) {
  const Cells head = titles(comparison);
  std::string table = markdown_row(head);
  for (std::size_t column = 0; column < head.size(); ++column) {
    table += column < name_columns + comparison.differing.size() ? "|---" : "|---:";
  }
  table += "|\n";
  for (const ComparedRun& run : runs) table += markdown_row(cells_of(comparison, run));
  return table;
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

std::string html_table(const Comparison& comparison, const std::vector<ComparedRun>& runs) {
  std::vector<html::Column> columns;
  for (const std::string& title : titles(comparison)) {
    const bool is_text = columns.size() < name_columns + comparison.differing.size();
    columns.push_back({title, is_text ? html::Cells::text : html::Cells::numbers});
  }
  std::vector<html::TableRow> rows;
  for (const ComparedRun& run : runs) {
    html::TableRow row;
    for (const std::string& cell : cells_of(comparison, run)) {
      row.cells.push_back(html::escaped(cell));
    }
    rows.push_back(std::move(row));
  }
  return runs.empty() ? std::string() : html::table(columns, rows);
}

}  // namespace

std::string comparison_markdown(const Comparison& comparison) {
  std::string text = markdown_table(comparison, comparison.runs);
  if (!comparison.over_seeds.empty()) {
    text += "\nOver seeds (the spread is that of the runs' means):\n\n" +
            markdown_table(comparison, comparison.over_seeds);
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
      title, "<header>\n<h1>" + title + "</h1>\n</header>\n" +
                 html::section("Runs", html_table(comparison, comparison.runs)) +
                 html::section("Means over seeds", html_table(comparison, comparison.over_seeds)) +
                 notes);
}

}  // namespace timbre::report
