#pragma once

#include <map>
#include <string>

namespace timbre::experiment {

/// Versions that a result depends on: Timbre, its extractor, the compiler.
std::map<std::string, std::string> versions();

}  // namespace timbre::experiment
