// The one source that sees yaml-cpp: its events become our own tree, with a line for every node.
#include "config/yaml_parser.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <optional>
#include <sstream>
#include <utility>

namespace timbre::config {
namespace {

class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(std::string source, TextKind kind, Problems& problems)
      : source_(std::move(source)), kind_(kind), problems_(problems) {}

  Node root;
  int documents = 0;

  Origin origin(const YAML::Mark& mark) const {
    return {source_, kind_ == TextKind::file ? mark.line + 1 : 0};
  }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents == 2)
      problems_.add(origin(mark), "", "a second document begins here; allowed is one");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    add(make(Node::Kind::nothing, mark));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    problems_.add(origin(mark), path(),
                  "aliases are not allowed; put the common part into a file "
                  "of its own and name that by use:");
    add(make(Node::Kind::nothing, mark));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& value) override {
    Node node = make(Node::Kind::scalar, mark);
    node.text = value;
    node.quoted = tag != "?";  // yaml-cpp's tag of plain scalars
    add(std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    open_.push_back({make(Node::Kind::list, mark), {}});
  }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    open_.push_back({make(Node::Kind::map, mark), {}});
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

 private:
  struct Key {
    std::string text;
    Origin origin;
  };
  // A list or map whose end is still to come; in a map, the key whose value is still to come.
  struct Open {
    Node node;
    std::optional<Key> key;
  };

  Node make(Node::Kind kind, const YAML::Mark& mark) const {
    Node node;
    node.kind = kind;
    node.origin = origin(mark);
    return node;
  }

  void close() {
    Node node = std::move(open_.back().node);
    open_.pop_back();
    add(std::move(node));
  }

  void add(Node node) {
    if (open_.empty()) {
      if (documents == 1) root = std::move(node);
    } else if (Open& parent = open_.back(); parent.node.kind == Node::Kind::list) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.key) {
      parent.key = key_of(parent.node, node);
    } else {
      node.origin = parent.key->origin;
      parent.node.members.push_back({std::move(parent.key->text), std::move(node)});
      parent.key.reset();
    }
  }

  Key key_of(const Node& map, const Node& node) {
    if (node.kind != Node::Kind::scalar) {
      problems_.add(node.origin, path(), "a key is missing here, or is not a text");
    } else if (const Node* first = map.find(node.text)) {
      problems_.add(node.origin, joined(path(), node.text),
                    "this key is there twice, first at " + to_string(first->origin));
    }
    return {node.text, node.origin};
  }

  // Keys and item numbers that lead to the innermost open list or map.
  std::string path() const {
    std::string text;
    for (const Open& open : open_) {
      if (open.node.kind == Node::Kind::list) {
        text = joined(text, std::to_string(open.node.items.size()));
      } else if (open.key) {
        text = joined(text, open.key->text);
      }
    }
    return text;
  }

  const std::string source_;
  const TextKind kind_;
  Problems& problems_;
  std::vector<Open> open_;
};

}  // namespace

Node parse_yaml(const std::string& text, const std::string& source, TextKind kind,
                Problems& problems) {
  TreeBuilder builder(source, kind, problems);
  std::istringstream stream(text);
  try {
    YAML::Parser parser(stream);
    while (builder.documents < 2 && parser.HandleNextDocument(builder)) continue;
  } catch (const YAML::Exception& failure) {
    problems.add(builder.origin(failure.mark), "", "not valid YAML: " + failure.msg);
  }
  return std::move(builder.root);
}

}  // namespace timbre::config
