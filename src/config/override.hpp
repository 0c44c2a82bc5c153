#pragma once

#include <string>

#include "config/node.hpp"
#include "config/problems.hpp"

namespace timbre::config {

/// Lays one "a.b.c=value" of the command line upon the tree. Maps merge as files do; items of a
/// list that is there are named by number; `use` names files relative to the working folder.
void apply_override(Node& root, const std::string& assignment, Problems& problems);

}  // namespace timbre::config
