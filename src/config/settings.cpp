#include "config/settings.hpp"

#include <algorithm>

namespace timbre::config {
namespace {

std::string plain_text(const Node& node) {
  return node.kind == Node::Kind::nothing ? "null" : node.text;
}

bool is_plain(const Node& node) {
  return node.kind == Node::Kind::nothing || node.kind == Node::Kind::scalar;
}

std::string list_text(const Node& list) {
  std::string text;
  for (const Node& item : list.items) text += (text.empty() ? "" : ", ") + plain_text(item);
  return "[" + text + "]";
}

void collect(const Node& node, const std::string& path, std::vector<Setting>& settings) {
  if (is_plain(node)) {
    settings.push_back({path, plain_text(node)});
  } else if (node.kind == Node::Kind::map) {
    if (node.members.empty()) settings.push_back({path, "{}"});
    for (const Member& member : node.members) {
      collect(member.value, joined(path, member.key), settings);
    }
  } else if (std::all_of(node.items.begin(), node.items.end(), is_plain)) {
    settings.push_back({path, list_text(node)});
  } else {
    for (std::size_t index = 0; index < node.items.size(); ++index) {
      collect(node.items[index], joined(path, std::to_string(index)), settings);
    }
  }
}

}  // namespace

std::vector<Setting> settings_of(const Node& root) {
  std::vector<Setting> settings;
  collect(root, "", settings);
  return settings;
}

}  // namespace timbre::config
