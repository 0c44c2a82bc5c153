#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "timbre/experiment/options.hpp"

namespace timbre::testing {

/// An empty folder that disappears with the object; TIMBRE_CACHE lies in it and TIMBRE_DATA is
/// unset while it lives.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return folder_ / name; }

 private:
  std::filesystem::path folder_;
};

/// An experiment of the repository, on a small miniature with a network of a few parameters, so
/// that a whole run takes a second.
experiment::ExperimentOptions tiny_experiment(const std::string& file,
                                              std::vector<std::string> overrides = {});

}  // namespace timbre::testing
