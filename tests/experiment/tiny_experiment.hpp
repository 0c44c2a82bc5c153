#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "support/scratch.hpp"
#include "timbre/experiment/options.hpp"

namespace timbre::test {

/// A scratch folder that holds the feature cache; TIMBRE_DATA is unset from then on.
class PrivateCache : public Scratch {
 public:
  PrivateCache();
};

/// An experiment of the repository, on a small miniature with a network of a few parameters, so
/// that a whole run takes a second.
experiment::ExperimentOptions tiny_experiment(const std::string& file,
                                              std::vector<std::string> overrides = {});

}  // namespace timbre::test
