#pragma once

#include <string>
#include <vector>

#include "config/node.hpp"

namespace timbre::config {

/// Collects all that is wrong, so that it can be mended in one go.
class Problems {
 public:
  /// `path` is the key's, "training.batch_size", or empty for the file as a whole.
  void add(const Origin& origin, const std::string& path, const std::string& reason);

  /// Throws ConfigError with one line for each problem, in the order of files and lines.
  void throw_if_any() const;

 private:
  struct Problem {
    Origin origin;
    std::string text;
  };
  std::vector<Problem> problems_;
};

}  // namespace timbre::config
