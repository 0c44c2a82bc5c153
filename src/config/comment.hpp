#pragma once

#include <string>

namespace timbre::config {

/// A line of YAML with a comment behind it. Comments begin in one column and are wrapped.
std::string with_comment(std::string line, const std::string& comment);

}  // namespace timbre::config
