#include "text_table.hpp"

namespace timbre::report {
namespace {

std::string markdown_cell(const std::string& text) {
  std::string cell;
  for (const char letter : text) {
    if (letter == '|') cell += '\\';
    cell += letter == '\n' ? ' ' : letter;
  }
  return ' ' + cell + " |";
}

}  // namespace

std::string to_markdown(const TextTable& table) {
  std::string text = "|";
  for (const html::Column& column : table.columns) text += markdown_cell(column.title_text);
  text += '\n';
  for (const html::Column& column : table.columns) {
    text += column.cells == html::Cells::numbers ? "|---:" : "|---";
  }
  text += "|\n";
  for (const auto& row : table.rows) {
    text += '|';
    for (const std::string& cell : row) text += markdown_cell(cell);
    text += '\n';
  }
  return text;
}

std::string to_html(const TextTable& table) {
  if (table.rows.empty()) return {};
  std::vector<html::TableRow> rows;
  for (const auto& cells : table.rows) {
    html::TableRow row;
    for (const std::string& cell : cells) row.cells.push_back(html::escaped(cell));
    rows.push_back(std::move(row));
  }
  return html::table(table.columns, rows);
}

}  // namespace timbre::report
