#include "config/override.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include "config/composition.hpp"
#include "config/yaml_parser.hpp"

namespace timbre::config {
namespace {

std::vector<std::string> split_path(const std::string& path) {
  std::vector<std::string> parts(1);
  for (const char letter : path) {
    if (letter == '.') {
      parts.emplace_back();
    } else {
      parts.back() += letter;
    }
  }
  return parts;
}

std::optional<std::size_t> item_number(const std::string& part) {
  std::size_t number = 0;
  const char* end = part.data() + part.size();
  const auto [stop, failure] = std::from_chars(part.data(), end, number);
  return stop == end && failure == std::errc() ? std::optional(number) : std::nullopt;
}

// Finds the place in the tree that an assignment means, and makes maps that are missing.
class Search {
 public:
  Search(Node& root, const Origin& origin, Problems& problems)
      : at_(&root), origin_(origin), problems_(problems) {}

  /// The place below `part` of the present one; nullptr, with a problem, when there can be none.
  Node* enter(const std::string& part) {
    const std::optional<std::size_t> number = item_number(part);
    at_ = at_->kind == Node::Kind::list ? item(number) : number ? no_list() : value_of(part);
    path_ = joined(path_, part);
    return at_;
  }

 private:
  Node* item(std::optional<std::size_t> number) {
    if (number && *number < at_->items.size()) return &at_->items[*number];
    return refuse("is a list of " + std::to_string(at_->items.size()) +
                  " items; name one by its number, the first by 0");
  }

  Node* no_list() { return refuse("there is no list in the file; give the whole list instead"); }

  Node* value_of(const std::string& key) {
    if (at_->kind == Node::Kind::nothing) at_->kind = Node::Kind::map;
    if (at_->kind != Node::Kind::map) return refuse("has the value " + at_->text + " and no keys");
    if (Node* found = at_->find(key)) return found;
    Node missing;
    missing.origin = origin_;
    at_->members.push_back({key, std::move(missing)});
    return &at_->members.back().value;
  }

  Node* refuse(const std::string& reason) {
    problems_.add(origin_, path_, reason);
    return nullptr;
  }

  Node* at_;
  const Origin& origin_;
  Problems& problems_;
  std::string path_;
};

Node use_of(Node file) {
  Node map = empty_map(file.origin);
  map.members.push_back({"use", std::move(file)});
  return map;
}

}  // namespace

void apply_override(Node& root, const std::string& assignment, Problems& problems) {
  const Origin origin{"--set " + assignment, 0};
  const std::size_t equals = assignment.find('=');
  std::vector<std::string> parts = split_path(assignment.substr(0, equals));
  if (equals == std::string::npos || std::ranges::count(parts, "") > 0) {
    problems.add(origin, "", "key=value is expected, such as --set training.batch_size=64");
    return;
  }
  Node value =
      parse_yaml(assignment.substr(equals + 1), origin.source, TextKind::command_line, problems);
  value.origin = origin;
  if (parts.back() == "use") {
    value = use_of(std::move(value));
    parts.pop_back();
  }
  Composition(problems).resolve(value, "", assignment.substr(0, equals));

  Search search(root, origin, problems);
  Node* target = &root;
  for (const std::string& part : parts) {
    target = search.enter(part);
    if (!target) return;
  }
  merge(*target, std::move(value));
}

}  // namespace timbre::config
