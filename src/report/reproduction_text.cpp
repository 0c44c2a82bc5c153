// Documents' tables beside ours, as Markdown, JSON and a page.
#include <algorithm>
#include <set>

#include "format.hpp"
#include "html.hpp"
#include "json_values.hpp"
#include "summary.hpp"
#include "text_table.hpp"
#include "timbre/core/progress.hpp"
#include "timbre/report/reproduction.hpp"

namespace timbre::report {
namespace {

constexpr const char* compared_scores[] = {"accuracy", "roc_auc_macro", "clip_accuracy",
                                           "f1_macro"};

std::set<std::string> documents_of(const std::vector<Reproduced>& rows) {
  std::set<std::string> documents;
  for (const Reproduced& row : rows) documents.insert(row.document);
  return documents;
}

std::vector<Reproduced> rows_of(const std::vector<Reproduced>& rows, const std::string& document) {
  std::vector<Reproduced> chosen;
  for (const Reproduced& row : rows) {
    if (row.document == document && row.refusal.empty()) chosen.push_back(row);
  }
  return chosen;
}

std::string document_title(const std::string& document) {
  return document.empty() ? "Experiments of no document" : "Document " + document;
}

std::string seeds_text(const Reproduced& row) {
  std::string text;
  for (const std::int64_t seed : row.seeds) {
    text += (text.empty() ? "" : ", ") + std::to_string(seed);
  }
  return text;
}

TextTable table_of(const std::vector<Reproduced>& rows) {
  TextTable table;
  table.columns = {{"experiment", html::Cells::text}, {"mode", html::Cells::text}};
  table.columns.push_back({"document: accuracy"});
  table.columns.push_back({"document: ROC-AUC"});
  for (const char* key : compared_scores) {
    for (const ScoreSummary& score : summarise(RunResults{})) {
      if (score.key == key) table.columns.push_back({"ours: " + score.title});
    }
  }
  for (const char* title : {"seeds", "trials", "train / validate / test", "trials took"}) {
    table.columns.push_back({title});
  }
  for (const Reproduced& row : rows) {
    std::vector<std::string>& cells = table.rows.emplace_back();
    cells = {row.experiment + (row.synthetic ? " (synthetic)" : ""), row.mode};
    for (const ReproducedScore& score : row.scores) {
      const bool is_printed = score.key == "accuracy" || score.key == "roc_auc_macro";
      if (is_printed) cells.push_back(fixed(score.printed, score.digits));
    }
    for (const char* key : compared_scores) {
      for (const ReproducedScore& score : row.scores) {
        if (score.key == key) cells.push_back(spread_text(score.ours, score.digits));
      }
    }
    cells.push_back(seeds_text(row));
    cells.push_back(std::to_string(row.trials));
    cells.push_back(std::to_string(row.train) + " / " + std::to_string(row.validate) + " / " +
                    std::to_string(row.test));
    cells.push_back(format_duration(row.seconds));
  }
  return table;
}

// Sources of the document's numbers, what differs in the data, and what could not run.
std::vector<std::string> remarks_of(const std::vector<Reproduced>& rows,
                                    const std::string& document) {
  std::vector<std::string> remarks;
  const auto add = [&](const std::string& remark) {
    if (std::find(remarks.begin(), remarks.end(), remark) == remarks.end()) {
      remarks.push_back(remark);
    }
  };
  for (const Reproduced& row : rows) {
    if (row.document != document) continue;
    const std::string name = row.experiment + ": ";
    if (!row.refusal.empty()) {
      add(row.experiment + ", " + row.mode + ", could not run here: " + row.refusal);
      continue;
    }
    if (!row.source.empty()) add(name + "the document's numbers are from " + row.source + ".");
    if (row.synthetic) {
      add(name + "ours are of the built-in miniature, not of recordings: nothing may be compared.");
    }
    for (const std::string& difference : row.differences) add(name + difference);
  }
  return remarks;
}

constexpr const char* reading_note =
    "Mean ± standard deviation, over seeds where there are several, else over trials. Examples "
    "are those of all trials of one seed.";

}  // namespace

std::string reproduction_markdown(const std::vector<Reproduced>& rows) {
  std::string text = std::string(reading_note) + '\n';
  for (const std::string& document : documents_of(rows)) {
    text += "\n## " + document_title(document) + "\n\n";
    const std::vector<Reproduced> ran = rows_of(rows, document);
    if (!ran.empty()) text += to_markdown(table_of(ran)) + '\n';
    for (const std::string& remark : remarks_of(rows, document)) text += "- " + remark + '\n';
  }
  return text;
}

Json to_json(const std::vector<Reproduced>& rows) {
  Json list = Json::array();
  for (const Reproduced& row : rows) {
    Json item = Json::object(
        {{"document", row.document}, {"experiment", row.experiment}, {"mode", row.mode}});
    if (!row.refusal.empty()) {
      list.push(item.set("refusal", row.refusal));
      continue;
    }
    Json scores = Json::object();
    for (const ReproducedScore& score : row.scores) {
      scores.set(score.key, Json::object({{"mean", score.ours.mean},
                                          {"std", score.ours.std},
                                          {"values", score.ours.count},
                                          {"document", optional_json(score.printed)}}));
    }
    item.set("source", row.source);
    item.set("seeds", Json(row.seeds));
    item.set("trials", row.trials);
    item.set("examples",
             Json::object({{"train", row.train}, {"validate", row.validate}, {"test", row.test}}));
    item.set("scores", std::move(scores));
    item.set("synthetic", row.synthetic);
    item.set("seconds", row.seconds);
    item.set("differences", Json(row.differences));
    list.push(std::move(item));
  }
  return Json::object({{"experiments", std::move(list)}});
}

std::string reproduction_html(const std::vector<Reproduced>& rows) {
  const std::string title = "The documents' tables beside ours";
  std::string content =
      "<header>\n<h1>" + title + "</h1>\n<p>" + html::escaped(reading_note) + "</p>\n</header>\n";
  for (const std::string& document : documents_of(rows)) {
    std::string section = to_html(table_of(rows_of(rows, document)));
    for (const std::string& remark : remarks_of(rows, document)) {
      section += "<p class=\"source\">" + html::escaped(remark) + "</p>\n";
    }
    content += html::section(document_title(document), section);
  }
  return html::page(title, content);
}

}  // namespace timbre::report
