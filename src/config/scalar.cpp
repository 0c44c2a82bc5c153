#include "config/scalar.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>

#include "timbre/core/error.hpp"

namespace timbre::config {
namespace {

// The whole text of a plain scalar as a number.
template <typename T>
std::optional<T> parsed(const Node& node, Range range) {
  if (node.kind != Node::Kind::scalar || node.quoted) return std::nullopt;
  T value{};
  const char* end = node.text.data() + node.text.size();
  const auto [stop, failure] = std::from_chars(node.text.data(), end, value);
  if (failure != std::errc() || stop != end) return std::nullopt;
  const auto size = static_cast<double>(value);
  const bool inside = size >= range.low && size <= range.high;  // false for NaN
  return inside ? std::optional(value) : std::nullopt;
}

// The shortest digits that read back as the same number: whole numbers without an exponent, others
// with one as people write it, 1e-8 and not 1e-08.
std::string digits(double value) {
  char buffer[32];
  char* const limit = buffer + sizeof buffer;
  const bool whole = value == std::trunc(value) && std::abs(value) < 1e15;
  const auto end = whole ? std::to_chars(buffer, limit, value, std::chars_format::fixed)
                         : std::to_chars(buffer, limit, value);
  std::string text(buffer, end.ptr);
  const std::size_t exponent = text.find('e');
  if (exponent == std::string::npos) return text;
  const std::size_t power = text.find_first_of("123456789", exponent);
  const std::string sign = text[exponent + 1] == '-' ? "-" : "";
  return text.substr(0, exponent + 1) + sign + text.substr(power);
}

// A limit is not worth a word where it is only the type's.
std::string allowed_range(const char* kind, Range range, double lowest, double highest) {
  std::string text = kind;
  if (range.low > lowest) text += " from " + digits(range.low);
  if (range.high < highest) text += (range.low > lowest ? " to " : " up to ") + digits(range.high);
  return text;
}

// Other YAML readers take some plain words for numbers, truth values or nothing.
bool needs_quotes(std::string_view text) {
  const auto is_plain = [](char letter) {
    const bool is_letter = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
    return is_letter || (letter >= '0' && letter <= '9') || letter == '_' || letter == '/' ||
           letter == '.' || letter == '-';
  };
  if (text.empty() || !std::ranges::all_of(text, is_plain)) return true;
  const char first = text.front();
  if (first == '-' || (first >= '0' && first <= '9')) return true;
  std::string lower;
  for (const char letter : text) lower += static_cast<char>(std::tolower(letter));
  for (const char* word : {"true", "false", "yes", "no", "on", "off", "y", "n", "null", "use"}) {
    if (lower == word) return true;
  }
  return first == '.' && text.find('/') == std::string_view::npos;  // .5, .inf, .nan
}

}  // namespace

std::optional<bool> as_boolean(const Node& node) {
  if (node.kind != Node::Kind::scalar || node.quoted) return std::nullopt;
  if (node.text == "true") return true;
  if (node.text == "false") return false;
  return std::nullopt;
}

std::optional<std::int64_t> as_integer(const Node& node, Range range) {
  return parsed<std::int64_t>(node, range);
}

std::optional<double> as_number(const Node& node, Range range) {
  return parsed<double>(node, range);
}

std::optional<std::string> as_text(const Node& node) {
  return node.kind == Node::Kind::scalar ? std::optional(node.text) : std::nullopt;
}

std::string yaml_boolean(bool value) {
  return value ? "true" : "false";
}

std::string yaml_integer(std::int64_t value) {
  return std::to_string(value);
}

std::string yaml_number(double value) {
  require(std::isfinite(value), "an option's number is finite");
  return digits(value);
}

std::string yaml_text(std::string_view value) {
  if (!needs_quotes(value)) return std::string(value);
  std::string text = "\"";
  for (const char letter : value) {
    const auto code = static_cast<unsigned char>(letter);
    if (letter == '"' || letter == '\\') {
      text += {'\\', letter};
    } else if (code < 0x20 || code == 0x7f) {
      text += {'\\', 'x', "0123456789abcdef"[code >> 4], "0123456789abcdef"[code & 15]};
    } else {
      text += letter;
    }
  }
  return text + '"';
}

std::string allowed_booleans() {
  return "true, false";
}

std::string allowed_integers(Range range) {
  using Int = std::numeric_limits<int>;
  return allowed_range("integers", range, Int::lowest(), Int::max());
}

std::string allowed_numbers(Range range) {
  using Double = std::numeric_limits<double>;
  return allowed_range("numbers", range, Double::lowest(), Double::max());
}

std::string allowed_optional_numbers(Range range) {
  return allowed_numbers(range) + ", null";
}

std::string allowed_names(std::span<const std::string_view> names) {
  std::string text;
  for (const std::string_view name : names) text += (text.empty() ? "" : ", ") + std::string(name);
  return text;
}

std::string shown(const Node& node) {
  switch (node.kind) {
    case Node::Kind::list:
      return "a list";
    case Node::Kind::map:
      return "a group of keys";
    case Node::Kind::scalar:
      return node.quoted ? '"' + node.text + '"' : node.text;
    default:
      return "an empty value";
  }
}

}  // namespace timbre::config
