#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "config/node.hpp"
#include "timbre/config/fields.hpp"

/// Single values: what YAML text they are read from and written as, and which are allowed.
namespace timbre::config {

/// The value, or nothing when the node is no such value or out of range. Texts in quotes are no
/// numbers and no truth values.
std::optional<bool> as_boolean(const Node& node);
std::optional<std::int64_t> as_integer(const Node& node, Range range);
std::optional<double> as_number(const Node& node, Range range);
std::optional<std::string> as_text(const Node& node);

/// YAML that reads back as the same value.
std::string yaml_boolean(bool value);
std::string yaml_integer(std::int64_t value);
std::string yaml_number(double value);
std::string yaml_text(std::string_view value);

/// "integers from 1 to 64", "numbers from 0", "true, false".
std::string allowed_booleans();
std::string allowed_integers(Range range);
std::string allowed_numbers(Range range);
std::string allowed_optional_numbers(Range range);
std::string allowed_names(std::span<const std::string_view> names);

/// The node as a message quotes it: its text, or what it is instead of a single value.
std::string shown(const Node& node);

}  // namespace timbre::config
