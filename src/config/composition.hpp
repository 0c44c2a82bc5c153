#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/node.hpp"
#include "config/problems.hpp"

namespace timbre::config {

/// Puts files together: a map with `use: FILE` becomes that file's map with the other keys of the
/// map laid upon it. The file is named relative to the file that names it, and may use others.
class Composition {
 public:
  explicit Composition(Problems& problems) : problems_(problems) {}

  /// The map that the text of a file stands for. `path` names the file; it is not read.
  Node compose(const std::string& text, const std::filesystem::path& path);

  /// Resolves every `use:` in `node`, whose files are named relative to `folder`.
  /// `path` is the node's own, for messages.
  void resolve(Node& node, const std::filesystem::path& folder, const std::string& path);

 private:
  Node used_file(const Node& use, const std::filesystem::path& folder, const std::string& path);
  std::string circle_to(const std::filesystem::path& path) const;

  Problems& problems_;
  std::vector<std::filesystem::path> loading_;  // files whose `use:` led here, outermost first
};

}  // namespace timbre::config
