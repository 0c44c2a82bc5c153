#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::dataset {

/// A table of comma-separated values with a header line (RFC 4180: quoted fields may hold commas,
/// doubled quotes and line ends). Errors name the file and the line.
class CsvTable {
 public:
  /// Throws Error for an unreadable file, an open quote, or a row with too many or too few fields.
  static CsvTable load(const std::filesystem::path& path);
  static CsvTable parse(std::string_view text, const std::string& source_name);

  std::size_t size() const { return rows_.size(); }  ///< rows, the header not counted

  /// Number of the column of that name. Throws Error that lists the columns there are.
  std::size_t column(std::string_view name) const;

  const std::string& text(std::size_t row, std::size_t column) const;
  /// Throws Error with place, column, value and what is allowed.
  std::int64_t integer(std::size_t row, std::size_t column, std::int64_t low,
                       std::int64_t high) const;

  /// "UrbanSound8K.csv:17", for messages.
  std::string place(std::size_t row) const;

 private:
  struct Row {
    std::int64_t line;
    std::vector<std::string> fields;
  };
  std::string source_name_;
  std::vector<std::string> header_;
  std::vector<Row> rows_;
};

}  // namespace timbre::dataset
