// report.html: one page without any outside resource.
#include "html.hpp"

#include "format.hpp"
#include "timbre/report/run_folder.hpp"

namespace timbre::report {
namespace html {

namespace {

const char* class_of(Cells cells) {
  switch (cells) {
    case Cells::text:
      return " class=\"text\"";
    case Cells::prose:
      return " class=\"text prose\"";
    default:
      return "";
  }
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (const char character : text) {
    switch (character) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        result += character;
    }
  }
  return result;
}

std::string page(std::string_view title_text, const std::string& content) {
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" +
         escaped(title_text) + "</title>\n<style>\n" + std::string(style_sheet()) +
         "</style>\n</head>\n<body>\n<main>\n" + content + "</main>\n</body>\n</html>\n";
}

std::string section(std::string_view title_text, const std::string& content) {
  if (content.empty()) return {};
  return "<section>\n<h2>" + escaped(title_text) + "</h2>\n" + content + "</section>\n";
}

std::string table(const std::vector<Column>& columns, const std::vector<TableRow>& rows) {
  const auto kind = [&](std::size_t column) { return class_of(columns[column].cells); };
  std::string html = "<div class=\"scroll\"><table>\n<thead><tr>";
  for (std::size_t column = 0; column < columns.size(); ++column) {
    html += std::string("<th scope=\"col\"") + kind(column) + '>' +
            escaped(columns[column].title_text) + "</th>";
  }
  html += "</tr></thead>\n<tbody>\n";
  for (const TableRow& row : rows) {
    html += row.summary ? "<tr class=\"summary\">" : "<tr>";
    for (std::size_t column = 0; column < row.cells.size(); ++column) {
      html += std::string("<td") + kind(column) + '>' + row.cells[column] + "</td>";
    }
    html += "</tr>\n";
  }
  return html + "</tbody>\n</table></div>\n";
}

}  // namespace html

namespace {

using html::escaped;
using html::section;

std::string fact(std::string_view name, const std::string& text) {
  if (text.empty()) return {};
  return "<div><dt>" + std::string(name) + "</dt><dd>" + escaped(text) + "</dd></div>\n";
}

std::string faults_text(const RunResults& results) {
  std::string text;
  for (const auto& [name, present] : results.faults) {
    if (!text.empty()) text += ", ";
    text += name + (present ? " present" : " mended");
  }
  return text;
}

std::string facts(const RunResults& results) {
  return "<dl class=\"facts\">\n" + fact("document", results.document) +
         fact("mode", results.mode) + fact("faults", faults_text(results)) +
         fact("device", results.device) + fact("processor", results.processor) +
         fact("threads", std::to_string(results.threads)) +
         fact("seed", std::to_string(results.seed)) +
         fact("parameters", std::to_string(results.parameters)) + "</dl>\n";
}

std::string banner(const RunResults& results) {
  if (!results.synthetic) return {};
  return "<p class=\"banner\" role=\"note\">" +
         escaped(synthetic_notice(results) + ' ' + real_data_advice) + "</p>\n";
}

}  // namespace

std::string report_html(const RunResults& results, const std::string& resolved_yaml,
                        const std::vector<Exhibit>& exhibits) {
  const std::vector<ScoreSummary> scores = summarise(results);
  const std::string title = "<h1>" + escaped(results.experiment) + "</h1>\n";
  const std::string content =
      "<header>\n" + title + facts(results) + "</header>\n" + banner(results) +
      html::headline(results, scores) + section("Notes", html::remarks(results)) +
      section("What stands on both sides of a split", html::split_warnings(results)) +
      section("Trials", html::trials_table(results, scores)) +
      section("Training", html::curves(results)) +
      section("Confusion of classes, all trials", html::confusion(results)) +
      section("Classes, mean over the trials", html::class_table(results)) +
      section("Worst errors", html::exhibits(results, exhibits)) +
      section("Tested examples on a plane", html::maps(results)) +
      section("Clips without a segment", html::clips_without_segment(results)) +
      section("Files that could not be read", html::bad_files(results)) +
      section("Time", html::timings(results)) +
      section("Configuration", "<pre>" + escaped(resolved_yaml) + "</pre>\n") +
      section("Versions", html::versions(results));
  return html::page(results.experiment, content);
}

}  // namespace timbre::report
