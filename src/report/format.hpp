#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::report {

/// "0.612" with the given digits behind the point; a dash for NaN and for no value.
std::string fixed(double value, int digits = 3);
std::string fixed(const std::optional<double>& value, int digits = 3);

/// "1-8, 10"; a dash for no folds.
std::string folds_text(const std::vector<int>& folds);

/// "1 clip", "3 clips".
std::string counted(std::size_t count, const std::string& singular);

/// Columns of the terminal that UTF-8 text takes, for scripts without wide characters.
std::size_t display_width(std::string_view text);

}  // namespace timbre::report
