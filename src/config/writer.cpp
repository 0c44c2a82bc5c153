#include "config/writer.hpp"

#include <utility>

#include "config/comment.hpp"
#include "config/scalar.hpp"

namespace timbre::config {
namespace {

constexpr const char* one_level = "  ";
constexpr const char* comment_mark = "# ";

template <typename T, typename ToYaml>
std::string yaml_list(const std::vector<T>& values, const ToYaml& to_yaml) {
  std::string text;
  for (const T& value : values) text += (text.empty() ? "" : ", ") + to_yaml(value);
  return "[" + text + "]";
}

// "samples; integers from 1; length of a segment", without what is empty.
std::string in_a_row(std::initializer_list<std::string> parts) {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty() && !part.empty()) text += "; ";
    text += part;
  }
  return text;
}

}  // namespace

Writer::Writer(Style style, std::string first_lead, std::string lead)
    : style_(style), next_lead_(std::move(first_lead)), lead_(std::move(lead)) {}

void Writer::line(std::string_view key, const std::string& value, std::string_view unit,
                  const std::string& allowed, std::string_view meaning) {
  if (style_ == Style::explained && lead_.empty()) set_apart(value.empty());
  std::string text = style_ == Style::example ? comment_mark : "";
  text += std::exchange(next_lead_, lead_).append(key) + ":";
  if (!value.empty()) text += " " + value;
  const std::string condition = condition_.empty() ? "" : "only when " + condition_;
  yaml_ +=
      style_ == Style::values
          ? text + "\n"
          : with_comment(std::move(text),
                         in_a_row({condition, std::string(unit), allowed, std::string(meaning)}));
}

// Blank lines around the document's sections, its chapters.
void Writer::set_apart(bool is_chapter) {
  if ((is_chapter || after_chapter_) && !yaml_.empty()) yaml_ += '\n';
  after_chapter_ = is_chapter;
}

void Writer::boolean(std::string_view key, bool& value, std::string_view meaning) {
  line(key, yaml_boolean(value), "", allowed_booleans(), meaning);
}

void Writer::integer(std::string_view key, std::int64_t& value, Range range, std::string_view unit,
                     std::string_view meaning) {
  line(key, yaml_integer(value), unit, allowed_integers(range), meaning);
}

void Writer::number(std::string_view key, double& value, Range range, std::string_view unit,
                    std::string_view meaning) {
  line(key, yaml_number(value), unit, allowed_numbers(range), meaning);
}

void Writer::text(std::string_view key, std::string& value, std::string_view meaning) {
  line(key, yaml_text(value), "", "text", meaning);
}

void Writer::integers(std::string_view key, std::vector<std::int64_t>& values, Range range,
                      std::string_view meaning) {
  line(key, yaml_list(values, yaml_integer), "", "list of " + allowed_integers(range), meaning);
}

void Writer::texts(std::string_view key, std::vector<std::string>& values,
                   std::string_view meaning) {
  line(key, yaml_list(values, yaml_text), "", "list of texts", meaning);
}

void Writer::optional_number(std::string_view key, std::optional<double>& value, Range range,
                             std::string_view unit, std::string_view meaning) {
  line(key, value ? yaml_number(*value) : "null", unit, allowed_optional_numbers(range), meaning);
}

void Writer::choose(std::string_view key, std::size_t& index,
                    std::span<const std::string_view> allowed, std::string_view meaning) {
  line(key, yaml_text(allowed[index]), "", allowed_names(allowed), meaning);
}

void Writer::when(bool holds, std::string_view condition, const std::function<void()>& keys) {
  if (style_ == Style::values) {
    if (holds) keys();
    return;
  }
  const std::string outer_condition = condition_;
  const Style outer_style = style_;
  const std::string outer_lead = next_lead_;
  condition_ += (condition_.empty() ? "" : " and ") + std::string(condition);
  if (!holds && style_ == Style::explained) {
    style_ = Style::example;
    next_lead_ = lead_;  // a list item's dash is for a key that exists
  }
  keys();
  if (style_ != outer_style) next_lead_ = outer_lead;
  style_ = outer_style;
  condition_ = outer_condition;
}

void Writer::added(bool as_before, const std::function<void()>& keys) {
  if (style_ != Style::values || !as_before) keys();
}

void Writer::enter(std::string_view key, std::string_view meaning, const Visit& visit) {
  Writer inner(style_, lead_ + one_level, lead_ + one_level);
  visit(inner);
  line(key, inner.yaml_.empty() ? "{}" : "", "", "", meaning);
  yaml_ += inner.yaml_;
}

std::string Writer::item(std::size_t index, Style style, const VisitItem& visit) const {
  Writer inner(style, lead_ + one_level + "- ", lead_ + one_level + one_level);
  visit(index, inner);
  if (!inner.yaml_.empty()) return inner.yaml_;
  return (style == Style::example ? comment_mark : "") + lead_ + one_level + "- {}\n";
}

void Writer::enter_list(std::string_view key, std::string_view meaning, std::size_t size,
                        const std::function<void(std::size_t)>& resize, const VisitItem& visit) {
  line(key, size == 0 ? "[]" : "", "", "list", meaning);
  if (size == 0 && style_ != Style::values) {
    resize(1);  // an item of defaults, to show its keys
    yaml_ += item(0, Style::example, visit);
    resize(0);
  }
  const Style style_of_rest = style_ == Style::explained ? Style::values : style_;
  for (std::size_t index = 0; index < size; ++index) {
    yaml_ += item(index, index == 0 ? style_ : style_of_rest, visit);
  }
}

}  // namespace timbre::config
