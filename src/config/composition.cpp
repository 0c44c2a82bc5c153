#include "config/composition.hpp"

#include <algorithm>
#include <utility>

#include "config/yaml_parser.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/file.hpp"

namespace timbre::config {
namespace {

namespace fs = std::filesystem;

constexpr const char* use_key = "use";

fs::path real_path(const fs::path& path) {
  std::error_code ignored;
  return fs::weakly_canonical(path, ignored);
}

}  // namespace

Node Composition::compose(const std::string& text, const fs::path& path) {
  Node node = parse_yaml(text, path.string(), TextKind::file, problems_);
  if (node.kind != Node::Kind::map) {
    if (node.kind != Node::Kind::nothing) {
      problems_.add(node.origin, "", "`key: value` is expected here");
    }
    return empty_map({path.string(), 1});
  }
  loading_.push_back(path);
  resolve(node, path.parent_path(), "");
  loading_.pop_back();
  return node;
}

void Composition::resolve(Node& node, const fs::path& folder, const std::string& path) {
  for (std::size_t index = 0; index < node.items.size(); ++index) {
    resolve(node.items[index], folder, joined(path, std::to_string(index)));
  }
  for (Member& member : node.members) resolve(member.value, folder, joined(path, member.key));

  const auto use = std::ranges::find(node.members, use_key, &Member::key);
  if (use == node.members.end()) return;
  Node base = used_file(use->value, folder, joined(path, use_key));
  node.members.erase(use);
  merge(base, std::move(node));
  node = std::move(base);
}

Node Composition::used_file(const Node& use, const fs::path& folder, const std::string& path) {
  const auto refuse = [&](const std::string& reason) {
    problems_.add(use.origin, path, reason);
    return empty_map(use.origin);
  };
  if (use.kind != Node::Kind::scalar) return refuse("the name of a YAML file is expected here");
  const fs::path file = (folder / use.text).lexically_normal();
  const std::string circle = circle_to(file);
  if (!circle.empty()) return refuse("files use each other in a circle: " + circle);
  try {
    return compose(read_file(file), file);
  } catch (const Error& failure) {
    return refuse(failure.what());
  }
}

std::string Composition::circle_to(const fs::path& path) const {
  const auto start = std::ranges::find(loading_, real_path(path), real_path);
  std::string text;
  for (auto file = start; file != loading_.end(); ++file) text += file->string() + " -> ";
  return text.empty() ? text : text + path.string();
}

}  // namespace timbre::config
