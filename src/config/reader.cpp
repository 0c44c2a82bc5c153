#include "config/reader.hpp"

#include <algorithm>
#include <utility>

#include "config/nearest.hpp"
#include "config/scalar.hpp"

namespace timbre::config {

Reader::Reader(const Node& map, std::string path, Problems& problems)
    : map_(map), path_(std::move(path)), problems_(problems) {}

void Reader::report_unknown_keys() {
  for (const auto& [key, value] : map_.members) {
    if (std::ranges::count(allowed_keys_, key) > 0) continue;
    const std::string path = joined(path_, key);
    if (const Conditional* found = conditional(key)) {
      if (!choice_failed_) {
        problems_.add(value.origin, path, "is not allowed here; only when " + found->condition);
      }
      continue;
    }
    const std::vector<std::string_view> allowed(allowed_keys_.begin(), allowed_keys_.end());
    problems_.add(value.origin, path,
                  "is not known; allowed are " + allowed_names(allowed) + suggestion(key, allowed));
  }
}

// The value of a key that may be set, or nullptr when the document leaves it out.
const Node* Reader::find(std::string_view key) {
  if (!unmet_condition_.empty()) {
    conditional_keys_.push_back({std::string(key), unmet_condition_});
    return nullptr;
  }
  allowed_keys_.emplace_back(key);
  return map_.find(key);
}

const Reader::Conditional* Reader::conditional(const std::string& key) const {
  const auto found = std::ranges::find(conditional_keys_, key, &Conditional::key);
  return found == conditional_keys_.end() ? nullptr : &*found;
}

void Reader::refuse(const Node& node, const std::string& path, const std::string& allowed) {
  problems_.add(node.origin, path, shown(node) + " is not allowed; allowed are " + allowed);
}

template <typename T, typename Parse>
void Reader::read_one(std::string_view key, T& value, const std::string& allowed,
                      const Parse& parse) {
  const Node* node = find(key);
  if (!node) return;
  if (auto parsed = parse(*node)) {
    value = std::move(*parsed);
  } else {
    refuse(*node, joined(path_, key), allowed);
  }
}

template <typename T, typename Parse>
void Reader::read_list(std::string_view key, std::vector<T>& values, const std::string& allowed,
                       const Parse& parse) {
  const Node* node = find(key);
  if (!node) return;
  const std::string path = joined(path_, key);
  if (node->kind != Node::Kind::list) return refuse(*node, path, "lists of " + allowed);
  values.clear();
  for (const Node& item : node->items) {
    if (auto parsed = parse(item)) {
      values.push_back(std::move(*parsed));
    } else {
      refuse(item, joined(path, std::to_string(&item - node->items.data())), allowed);
    }
  }
}

void Reader::boolean(std::string_view key, bool& value, std::string_view) {
  read_one(key, value, allowed_booleans(), as_boolean);
}

void Reader::integer(std::string_view key, std::int64_t& value, Range range, std::string_view,
                     std::string_view) {
  read_one(key, value, allowed_integers(range),
           [&](const Node& node) { return as_integer(node, range); });
}

void Reader::number(std::string_view key, double& value, Range range, std::string_view,
                    std::string_view) {
  read_one(key, value, allowed_numbers(range),
           [&](const Node& node) { return as_number(node, range); });
}

void Reader::text(std::string_view key, std::string& value, std::string_view) {
  read_one(key, value, "texts", as_text);
}

void Reader::integers(std::string_view key, std::vector<std::int64_t>& values, Range range,
                      std::string_view) {
  read_list(key, values, allowed_integers(range),
            [&](const Node& node) { return as_integer(node, range); });
}

void Reader::texts(std::string_view key, std::vector<std::string>& values, std::string_view) {
  read_list(key, values, "texts", as_text);
}

void Reader::optional_number(std::string_view key, std::optional<double>& value, Range range,
                             std::string_view, std::string_view) {
  using Parsed = std::optional<std::optional<double>>;
  read_one(key, value, allowed_optional_numbers(range), [&](const Node& node) -> Parsed {
    if (node.kind == Node::Kind::nothing) return Parsed(std::in_place, std::nullopt);
    if (const auto number = as_number(node, range)) return Parsed(std::in_place, *number);
    return std::nullopt;
  });
}

void Reader::choose(std::string_view key, std::size_t& index,
                    std::span<const std::string_view> allowed, std::string_view) {
  const Node* node = find(key);
  if (!node) return;
  const std::optional<std::string> name = as_text(*node);
  const auto found = name ? std::ranges::find(allowed, *name) : allowed.end();
  if (found != allowed.end()) {
    index = static_cast<std::size_t>(found - allowed.begin());
    return;
  }
  choice_failed_ = true;
  const std::string hint = name ? suggestion(*name, allowed) : "";
  refuse(*node, joined(path_, key), allowed_names(allowed) + hint);
}

void Reader::visit_map(const Node& map, const std::string& path, const Visit& visit) {
  Reader inner(map, path, problems_);
  visit(inner);
  inner.report_unknown_keys();
}

void Reader::enter(std::string_view key, std::string_view, const Visit& visit) {
  const Node* node = find(key);
  if (!unmet_condition_.empty()) return;
  const std::string path = joined(path_, key);
  if (node && node->kind != Node::Kind::map) refuse(*node, path, "keys with values");
  const bool given = node && node->kind == Node::Kind::map;
  visit_map(given ? *node : empty_map(map_.origin), path, visit);
}

void Reader::enter_list(std::string_view key, std::string_view, std::size_t,
                        const std::function<void(std::size_t)>& resize, const VisitItem& visit) {
  const Node* node = find(key);
  if (!node) return;
  const std::string path = joined(path_, key);
  if (node->kind != Node::Kind::list) return refuse(*node, path, "lists of items with keys");
  resize(0);  // a list replaces the default one, and nothing of that shines through
  resize(node->items.size());
  for (std::size_t index = 0; index < node->items.size(); ++index) {
    const Node& item = node->items[index];
    const std::string item_path = joined(path, std::to_string(index));
    if (item.kind != Node::Kind::map) {
      refuse(item, item_path, "keys with values");
      continue;
    }
    visit_map(item, item_path, [&](Fields& inner) { visit(index, inner); });
  }
}

void Reader::when(bool holds, std::string_view condition, const std::function<void()>& keys) {
  if (holds || !unmet_condition_.empty()) return keys();
  unmet_condition_ = condition;
  keys();
  unmet_condition_.clear();
}

void Reader::problem(std::string_view key, const std::string& reason) {
  if (!unmet_condition_.empty()) return;
  const Node* node = &map_;
  std::string_view rest = key;
  while (!rest.empty()) {
    const std::size_t dot = std::min(rest.find('.'), rest.size());
    const Node* below = node->find(rest.substr(0, dot));
    if (!below) break;
    node = below;
    rest.remove_prefix(std::min(dot + 1, rest.size()));
  }
  problems_.add(node->origin, joined(path_, key), reason);
}

}  // namespace timbre::config
