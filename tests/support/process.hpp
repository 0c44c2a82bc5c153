#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace timbre::test {

struct ProcessResult {
  int exit_code = -1;      ///< 128 + number when a signal ended it, as a shell counts
  std::string out;         ///< what it wrote to standard output
  std::string err;         ///< what it wrote to standard error
  double cpu_seconds = 0;  ///< of all of its threads, user and system
};

/// A program to run with this process's environment, changed by `environment`: NAME=VALUE sets a
/// variable, NAME alone removes it. Standard input is empty.
struct Process {
  std::vector<std::string> command;  ///< the program's path and its arguments
  std::vector<std::string> environment;
  std::filesystem::path folder = ".";  ///< where it starts
};

/// Runs it to its end; throws Error when it cannot be started.
ProcessResult run(const Process& process);

}  // namespace timbre::test
