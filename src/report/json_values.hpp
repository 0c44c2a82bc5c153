#pragma once

#include <limits>
#include <optional>

#include "timbre/core/json.hpp"

namespace timbre::report {

/// null for no value.
inline Json optional_json(const std::optional<double>& value) {
  return value ? Json(*value) : Json();
}

inline std::optional<double> optional_number(const Json& json) {
  if (json.is_null()) return std::nullopt;
  return json.number();
}

/// JSON has no NaN: null stands for it.
inline double number_or_nan(const Json& json) {
  return optional_number(json).value_or(std::numeric_limits<double>::quiet_NaN());
}

}  // namespace timbre::report
