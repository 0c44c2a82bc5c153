#pragma once

#include <vector>

#include "config/node.hpp"
#include "timbre/config/document.hpp"

namespace timbre::config {

/// Every plain value below a node.
std::vector<Setting> settings_of(const Node& root);

}  // namespace timbre::config
