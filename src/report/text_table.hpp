#pragma once

#include <string>
#include <vector>

#include "html.hpp"

namespace timbre::report {

/// A table of plain text that is shown in several forms. Each row has a cell for each column.
struct TextTable {
  std::vector<html::Column> columns;
  std::vector<std::vector<std::string>> rows;
};

/// Markdown: numbers to the right; a bar in a cell is escaped, a line break becomes a blank.
std::string to_markdown(const TextTable& table);
/// HTML; nothing for a table without rows.
std::string to_html(const TextTable& table);

}  // namespace timbre::report
