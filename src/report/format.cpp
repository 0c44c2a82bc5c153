#include "format.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace timbre::report {
namespace {

constexpr const char* no_value = "–";

}  // namespace

std::string fixed(double value, int digits) {
  if (!std::isfinite(value)) return no_value;
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

std::string fixed(const std::optional<double>& value, int digits) {
  return value ? fixed(*value, digits) : no_value;
}

std::string folds_text(const std::vector<int>& folds) {
  std::vector<int> sorted = folds;
  std::sort(sorted.begin(), sorted.end());
  std::string text;
  for (std::size_t first = 0; first < sorted.size();) {
    std::size_t last = first;
    while (last + 1 < sorted.size() && sorted[last + 1] == sorted[last] + 1) ++last;
    if (!text.empty()) text += ", ";
    text += std::to_string(sorted[first]);
    if (last > first) {
      text += '-';
      text += std::to_string(sorted[last]);
    }
    first = last + 1;
  }
  return text.empty() ? no_value : text;
}

std::string counted(std::size_t count, const std::string& singular) {
  return std::to_string(count) + ' ' + singular + (count == 1 ? "" : "s");
}

std::size_t display_width(std::string_view text) {
  // Every byte but the continuations of a UTF-8 sequence begins a character.
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
  }));
}

}  // namespace timbre::report
