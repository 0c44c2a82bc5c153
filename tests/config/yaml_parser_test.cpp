#include "config/yaml_parser.hpp"

#include <gmock/gmock.h>

#include "config/sample_options.hpp"

namespace timbre::config {
namespace {

using sample::problems_of;
using testing::ElementsAre;
using testing::SizeIs;
using testing::StartsWith;

TEST(YamlParser, EveryNodeKnowsItsLine) {
  Problems problems;
  const Node root =
      parse_yaml("a: 1\n\nb:\n  - 2\n  - c: {d: 3}\n", "x.yaml", TextKind::file, problems);
  problems.throw_if_any();
  EXPECT_EQ(to_string(root.find("a")->origin), "x.yaml:1");
  const Node& list = *root.find("b");
  EXPECT_EQ(list.origin.line, 3) << "the key's line, not the first item's";
  EXPECT_EQ(list.items[0].origin.line, 4);
  EXPECT_EQ(list.items[1].find("c")->find("d")->origin.line, 5);
}

TEST(YamlParser, TellsPlainFromQuotedAndEmpty) {
  Problems problems;
  const Node root = parse_yaml("a: 5\nb: '5'\nc: \"null\"\nd: null\ne: ~\nf:\ng: ''\n", "x.yaml",
                               TextKind::file, problems);
  problems.throw_if_any();
  EXPECT_FALSE(root.find("a")->quoted);
  EXPECT_TRUE(root.find("b")->quoted);
  EXPECT_EQ(root.find("c")->text, "null");
  for (const char* key : {"d", "e", "f"}) EXPECT_EQ(root.find(key)->kind, Node::Kind::nothing);
  EXPECT_EQ(root.find("g")->kind, Node::Kind::scalar);
}

TEST(YamlParser, KeysThatAreThereTwice) {
  EXPECT_THAT(problems_of("name: a\ntraining:\n  epochs: 1\n  epochs: 2\nname: b\n"),
              ElementsAre("x.yaml:4: training.epochs: this key is there twice, first at x.yaml:3",
                          "x.yaml:5: name: this key is there twice, first at x.yaml:1"));
  EXPECT_THAT(problems_of("layers:\n  - {bias: true}\n  - {bias: true, bias: false}\n"),
              ElementsAre("x.yaml:3: layers.1.bias: this key is there twice, first at x.yaml:3"));
}

TEST(YamlParser, WhatIsNoYaml) {
  EXPECT_THAT(problems_of("name: a\ntags: [x\n"),
              ElementsAre("x.yaml:3: not valid YAML: end of sequence flow not found"));
  EXPECT_THAT(problems_of("name: a\n\ttags: x\n"),
              ElementsAre(StartsWith("x.yaml:2: not valid YAML: ")));
  EXPECT_THAT(problems_of(std::string(100'000, '[')), SizeIs(1)) << "deep nesting must not crash";
}

TEST(YamlParser, WhatAConfigurationDoesNotNeed) {
  EXPECT_THAT(problems_of("name: &n a\ntags: [*n]\n"),
              ElementsAre(StartsWith("x.yaml:2: tags.0: aliases are not allowed; ")));
  EXPECT_THAT(problems_of("name: a\n---\nname: b\n"),
              ElementsAre(StartsWith("x.yaml:2: a second document begins here")));
  EXPECT_THAT(problems_of("[1, 2]: 3"),
              ElementsAre("x.yaml:1: a key is missing here, or is not a text"));
  EXPECT_THAT(problems_of("- 1\n"), ElementsAre("x.yaml:1: `key: value` is expected here"));
  EXPECT_THAT(problems_of("just words"), ElementsAre("x.yaml:1: `key: value` is expected here"));
}

}  // namespace
}  // namespace timbre::config
