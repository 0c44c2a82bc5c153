#pragma once

#include <string>

#include "config/node.hpp"
#include "config/problems.hpp"

namespace timbre::config {

/// Where the text of one YAML document comes from.
enum class TextKind { file, command_line };

/// Parses one YAML document. Bad syntax, a key that is there twice, an alias (`use:` serves that
/// purpose) and a second document are problems. `source` names the text in every origin; on the
/// command line there are no line numbers.
Node parse_yaml(const std::string& text, const std::string& source, TextKind kind,
                Problems& problems);

}  // namespace timbre::config
