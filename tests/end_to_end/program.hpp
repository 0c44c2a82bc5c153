#pragma once

#include <string>
#include <vector>

#include "support/process.hpp"

namespace timbre::test {

inline const std::vector<std::string> program_names = {"run_experiment", "extract_features",
                                                       "predict", "evaluate"};

/// Runs a built program from the repository's root, without the caller's data sets.
inline ProcessResult run_program(const std::string& name, std::vector<std::string> arguments,
                                 std::vector<std::string> environment = {}) {
  arguments.insert(arguments.begin(), TIMBRE_PROGRAMS_DIR "/" + name);
  environment.insert(environment.begin(), "TIMBRE_DATA");
  return run({arguments, environment, TIMBRE_SOURCE_DIR});
}

}  // namespace timbre::test
