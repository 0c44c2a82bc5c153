#pragma once

#include "timbre/features/decibel.hpp"
#include "timbre/features/options.hpp"

namespace timbre::features {

/// What the options say about levels.
LevelRule level_rule(const FeatureOptions& options);

}  // namespace timbre::features
