#include "dataset/csv.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "timbre/core/error.hpp"
#include "timbre/core/file.hpp"

namespace timbre::dataset {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// Takes records off the front of a text and counts its lines.
class RecordReader {
 public:
  RecordReader(std::string_view text, const std::string& source_name)
      : rest_(text), source_name_(source_name) {
    if (rest_.starts_with(byte_order_mark)) rest_.remove_prefix(byte_order_mark.size());
  }

  bool done() const { return rest_.empty(); }
  std::int64_t line() const { return line_; }

  std::vector<std::string> record() {
    std::vector<std::string> fields;
    do {
      fields.push_back(rest_.starts_with('"') ? quoted_field() : plain_field());
    } while (take(','));
    take('\r');
    if (!done() && !take('\n')) fail("text follows a closing quote");
    ++line_;
    return fields;
  }

 private:
  bool take(char wanted) {
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string plain_field() {
    std::string field(rest_.substr(0, rest_.find_first_of(",\n")));
    rest_.remove_prefix(field.size());
    if (!rest_.starts_with(',') && field.ends_with('\r')) field.pop_back();
    return field;
  }

  std::string quoted_field() {
    const std::int64_t first_line = line_;
    std::string field;
    rest_.remove_prefix(1);
    for (;;) {
      const std::size_t quote = rest_.find('"');
      if (quote == std::string_view::npos) {
        line_ = first_line;
        fail("a quote is opened and never closed");
      }
      const std::string_view piece = rest_.substr(0, quote);
      line_ += std::count(piece.begin(), piece.end(), '\n');
      field += piece;
      rest_.remove_prefix(quote + 1);
      if (!take('"')) return field;
      field += '"';
    }
  }

  [[noreturn]] void fail(const std::string& reason) const {
    throw Error(source_name_ + ":" + std::to_string(line_) + ": " + reason +
                "; mend the line or fetch the file again");
  }

  std::string_view rest_;
  const std::string& source_name_;
  std::int64_t line_ = 1;
};

}  // namespace

CsvTable CsvTable::load(const std::filesystem::path& path) {
  return parse(read_file(path), path.string());
}

CsvTable CsvTable::parse(std::string_view text, const std::string& source_name) {
  CsvTable table;
  table.source_name_ = source_name;
  RecordReader reader(text, source_name);
  if (reader.done()) throw Error(source_name + ": the file is empty; fetch it again");
  table.header_ = reader.record();
  while (!reader.done()) {
    Row row{.line = reader.line(), .fields = reader.record()};
    const bool blank_line = row.fields.size() == 1 && row.fields.front().empty();
    if (blank_line) continue;
    table.rows_.push_back(std::move(row));
    if (table.rows_.back().fields.size() != table.header_.size()) {
      throw Error(table.place(table.size() - 1) + ": " +
                  std::to_string(table.rows_.back().fields.size()) +
                  " fields where the header has " + std::to_string(table.header_.size()) +
                  "; mend the line or fetch the file again");
    }
  }
  return table;
}

std::size_t CsvTable::column(std::string_view name) const {
  const auto found = std::find(header_.begin(), header_.end(), name);
  if (found != header_.end()) return static_cast<std::size_t>(found - header_.begin());
  std::string present;
  for (const std::string& title : header_) present += (present.empty() ? "" : ", ") + title;
  throw Error(source_name_ + ":1: the column '" + std::string(name) + "' is missing; there are " +
              present + "; fetch the file again");
}

const std::string& CsvTable::text(std::size_t row, std::size_t column) const {
  return rows_.at(row).fields.at(column);
}

std::int64_t CsvTable::integer(std::size_t row, std::size_t column, std::int64_t low,
                               std::int64_t high) const {
  const std::string& field = text(row, column);
  std::int64_t value = 0;
  const char* const end = field.data() + field.size();
  const auto [stopped, problem] = std::from_chars(field.data(), end, value);
  if (problem != std::errc{} || stopped != end || value < low || value > high) {
    throw Error(place(row) + ": " + header_.at(column) + " is '" + field +
                "'; allowed are whole numbers from " + std::to_string(low) + " to " +
                std::to_string(high) + "; mend the line or fetch the file again");
  }
  return value;
}

std::string CsvTable::place(std::size_t row) const {
  return source_name_ + ":" + std::to_string(rows_.at(row).line);
}

}  // namespace timbre::dataset
