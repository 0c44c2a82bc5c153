#include <gtest/gtest.h>

#include "config/sample_options.hpp"

namespace timbre::config::sample {
namespace {

Options unusual_options() {
  Options options;
  options.name = "a: \"quoted\" name";
  options.training = {.batch_size = 1, .epochs = 2, .schedule = {1.0 / 3.0, 2.5}, .folds = {}};
  options.layers = {{.type = LayerType::conv2d, .filters = 7, .units = 10, .bias = false},
                    {.type = LayerType::dense, .units = 3}};
  options.tags = {"true", "b c", ""};
  return options;
}

TEST(Writer, WritesBlocksInTheOrderOfTheDescription) {
  EXPECT_EQ(to_yaml(unusual_options()),
            "name: \"a: \\\"quoted\\\" name\"\n"
            "training:\n"
            "  batch_size: 1\n"
            "  epochs: 2\n"
            "  schedule:\n"
            "    start: 0.3333333333333333\n"
            "    stop: 2.5\n"
            "  folds: []\n"
            "layers:\n"
            "  - type: conv2d\n"
            "    filters: 7\n"
            "    bias: false\n"
            "  - type: dense\n"
            "    units: 3\n"
            "    bias: true\n"
            "tags: [\"true\", \"b c\", \"\"]\n");
}

TEST(Writer, WhatItWritesReadsBackAsTheSameOptions) {
  EXPECT_EQ(read_text(to_yaml(unusual_options())), unusual_options());
  EXPECT_EQ(read_text(to_yaml(Options{})), Options{});
}

TEST(Writer, ReadingAndWritingAgainChangesNothing) {
  const std::string yaml = "training: {epochs: 3, schedule: {start: 1e-3}}\nlayers: [{}]\n";
  const std::string written = to_yaml(read_text(yaml));
  EXPECT_EQ(to_yaml(read_text(written)), written);
}

struct Empty {};
void describe(Fields&, Empty&) {}
struct Holder {
  Empty section;
  std::vector<Empty> items = {{}};
};
void describe(Fields& fields, Holder& holder) {
  fields.section("section", holder.section, "");
  fields.list("items", holder.items, "");
}

TEST(Writer, SectionsWithoutKeysStandInBraces) {
  EXPECT_EQ(to_yaml(Holder{}), "section: {}\nitems:\n  - {}\n");
}

}  // namespace
}  // namespace timbre::config::sample
