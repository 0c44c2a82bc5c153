#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace timbre::config {

/// Where a value was written: in a line of a file, or on the command line.
struct Origin {
  std::string source;  ///< "experiments/us8k_folds.yaml" or "--set training.epochs=3"
  int line = 0;        ///< from 1; 0 on the command line
};

/// "experiments/us8k_folds.yaml:12" or "--set training.epochs=3".
std::string to_string(const Origin& origin);

struct Member;

/// A piece of YAML, still without types, that remembers where it was written.
struct Node {
  enum class Kind { nothing, scalar, list, map };

  Kind kind = Kind::nothing;
  Origin origin;        ///< of the key where there is one, else of the value
  std::string text;     ///< of a scalar
  bool quoted = false;  ///< a scalar in quotes is a text, whatever it looks like
  std::vector<Node> items;
  std::vector<Member> members;

  /// The value of a map's key, or nullptr.
  const Node* find(std::string_view key) const;
  Node* find(std::string_view key);
};

struct Member {
  std::string key;
  Node value;
};

Node empty_map(Origin origin);

/// Lays `over` upon `base`: maps merge key by key, everything else replaces.
void merge(Node& base, Node over);

/// "training" and "batch_size" give "training.batch_size".
std::string joined(const std::string& path, std::string_view key);

}  // namespace timbre::config
