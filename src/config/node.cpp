#include "config/node.hpp"

#include <algorithm>
#include <utility>

namespace timbre::config {

std::string to_string(const Origin& origin) {
  return origin.line > 0 ? origin.source + ":" + std::to_string(origin.line) : origin.source;
}

const Node* Node::find(std::string_view key) const {
  const auto found = std::ranges::find(members, key, &Member::key);
  return found == members.end() ? nullptr : &found->value;
}

Node* Node::find(std::string_view key) {
  return const_cast<Node*>(std::as_const(*this).find(key));
}

Node empty_map(Origin origin) {
  Node map;
  map.kind = Node::Kind::map;
  map.origin = std::move(origin);
  return map;
}

void merge(Node& base, Node over) {
  if (base.kind != Node::Kind::map || over.kind != Node::Kind::map) {
    base = std::move(over);
    return;
  }
  base.origin = std::move(over.origin);
  for (Member& member : over.members) {
    if (Node* below = base.find(member.key)) {
      merge(*below, std::move(member.value));
    } else {
      base.members.push_back(std::move(member));
    }
  }
}

std::string joined(const std::string& path, std::string_view key) {
  return path.empty() ? std::string(key) : (path + ".").append(key);
}

}  // namespace timbre::config
