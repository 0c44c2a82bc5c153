// What the reader accepts, and the message for everything that it does not.
#include <gmock/gmock.h>

#include "config/sample_options.hpp"

namespace timbre::config::sample {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Reader, WhatIsLeftOutKeepsItsDefault) {
  EXPECT_EQ(read_text(""), Options{});
  EXPECT_EQ(read_text("# nothing\n"), Options{});
  Options expected;
  expected.training.epochs = 3;
  EXPECT_EQ(read_text("training: {epochs: 3}"), expected);
  Options defaults;
  defaults.name = "other";
  EXPECT_EQ(read(Document::parse("training: {epochs: 3}", "x.yaml"), defaults).name, "other");
}

TEST(Reader, ReadsEveryKindOfValue) {
  const Options options = read_text(R"(
name: 001
training:
  batch_size: 1
  epochs: 100
  schedule: {start: 1e-3, stop: 5}
  folds: []
layers:
  - {type: dense, units: 7, bias: false}
  - type: conv2d
tags: [a, "b c", 3]
)");
  EXPECT_EQ(options.name, "001");
  EXPECT_EQ(options.training.batch_size, 1);
  EXPECT_EQ(options.training.epochs, 100);
  EXPECT_EQ(options.training.schedule.start, 1e-3);
  EXPECT_EQ(options.training.schedule.stop, 5.0);
  EXPECT_THAT(options.training.folds, IsEmpty());
  EXPECT_THAT(options.layers,
              ElementsAre(Layer{LayerType::dense, 32, 7, false}, Layer{LayerType::conv2d}));
  EXPECT_THAT(options.tags, ElementsAre("a", "b c", "3"));
}

TEST(Reader, NullUnsetsAnOptionalNumber) {
  Options defaults;
  defaults.training.schedule.stop = 3.0;
  const auto stop = [&](const std::string& yaml) {
    return read(Document::parse(yaml, "x.yaml"), defaults).training.schedule.stop;
  };
  EXPECT_EQ(stop("training: {schedule: {}}"), 3.0);
  EXPECT_EQ(stop("training: {schedule: {stop: null}}"), std::nullopt);
}

TEST(Reader, AListReplacesTheDefaultOneWhole) {
  Options defaults;
  defaults.layers = {{.type = LayerType::conv2d, .filters = 80}, {}};
  const Options options = read(Document::parse("layers: [{bias: false}]", "x.yaml"), defaults);
  EXPECT_THAT(options.layers, ElementsAre(Layer{.filters = 32, .bias = false}));
}

TEST(Reader, NumbersOutOfRange) {
  EXPECT_THAT(problems_of("\ntraining:\n  batch_size: -3\n"),
              ElementsAre("x.yaml:3: training.batch_size: -3 is not allowed; "
                          "allowed are integers from 1 to 65536"));
  EXPECT_THAT(problems_of("training: {schedule: {start: 1.5}}"),
              ElementsAre("x.yaml:1: training.schedule.start: 1.5 is not allowed; "
                          "allowed are numbers from 0 to 1"));
  EXPECT_THAT(problems_of("training: {schedule: {stop: -1}}"),
              ElementsAre("x.yaml:1: training.schedule.stop: -1 is not allowed; "
                          "allowed are numbers from 0, null"));
}

TEST(Reader, ValuesOfAnotherType) {
  const std::string refused = " is not allowed; allowed are integers from 1 to 100";
  for (const std::string value :
       {"1.5", "3.0", "1e1", "0x10", "+5", "many", "99999999999999999999", "\"5\"", "true"}) {
    EXPECT_THAT(problems_of("training: {epochs: " + value + "}"),
                ElementsAre("x.yaml:1: training.epochs: " + value + refused));
  }
  EXPECT_THAT(problems_of("training: {epochs: }"),
              ElementsAre("x.yaml:1: training.epochs: an empty value" + refused));
  EXPECT_THAT(problems_of("training: {epochs: [5]}"),
              ElementsAre("x.yaml:1: training.epochs: a list" + refused));
  EXPECT_THAT(problems_of("training: {epochs: {a: 5}}"),
              ElementsAre("x.yaml:1: training.epochs: a group of keys" + refused));
  for (const std::string value : {"'0.5'", ".nan", ".inf", "nan", "inf", "0,5", "1e999"}) {
    EXPECT_THAT(problems_of("training: {schedule: {start: " + value + "}}").size(), 1u) << value;
  }
  EXPECT_THAT(problems_of("name: [a]"),
              ElementsAre("x.yaml:1: name: a list is not allowed; allowed are texts"));
}

TEST(Reader, OnlyTrueAndFalseAreTruthValues) {
  for (const std::string value : {"yes", "on", "True", "1", "\"true\""}) {
    EXPECT_THAT(problems_of("layers: [{bias: " + value + "}]"),
                ElementsAre("x.yaml:1: layers.0.bias: " + value +
                            " is not allowed; allowed are true, false"));
  }
}

TEST(Reader, ItemsOfLists) {
  EXPECT_THAT(problems_of("training:\n  folds:\n    - 1\n    - 11\n    - x\n"),
              ElementsAre("x.yaml:4: training.folds.1: 11 is not allowed; "
                          "allowed are integers from 1 to 10",
                          "x.yaml:5: training.folds.2: x is not allowed; "
                          "allowed are integers from 1 to 10"));
  EXPECT_THAT(problems_of("training: {folds: 3}"),
              ElementsAre("x.yaml:1: training.folds: 3 is not allowed; "
                          "allowed are lists of integers from 1 to 10"));
  EXPECT_THAT(problems_of("layers: {type: dense}"),
              ElementsAre("x.yaml:1: layers: a group of keys is not allowed; "
                          "allowed are lists of items with keys"));
  EXPECT_THAT(
      problems_of("layers: [dense]"),
      ElementsAre("x.yaml:1: layers.0: dense is not allowed; allowed are keys with values"));
}

TEST(Reader, UnknownNamesOfAChoice) {
  EXPECT_THAT(
      problems_of("layers: [{type: dens}]"),
      ElementsAre("x.yaml:1: layers.0.type: dens is not allowed; allowed are conv2d, dense; "
                  "did you mean dense?"));
  EXPECT_THAT(problems_of("layers: [{type: recurrent}]"),
              ElementsAre("x.yaml:1: layers.0.type: recurrent is not allowed; "
                          "allowed are conv2d, dense"));
}

TEST(Reader, UnknownKeys) {
  EXPECT_THAT(problems_of("name: a\ntraining:\n  batchsize: 3\n"),
              ElementsAre("x.yaml:3: training.batchsize: is not known; allowed are batch_size, "
                          "epochs, schedule, folds; did you mean batch_size?"));
  EXPECT_THAT(problems_of("optimizer: 3"), ElementsAre("x.yaml:1: optimizer: is not known; "
                                                       "allowed are name, training, layers, tags"));
}

TEST(Reader, KeysOfAnotherKind) {
  EXPECT_THAT(problems_of("layers:\n  - type: dense\n    filters: 3\n"),
              ElementsAre("x.yaml:3: layers.0.filters: is not allowed here; "
                          "only when type is conv2d"));
  // Which keys belong to a kind that does not exist, nobody knows.
  EXPECT_THAT(problems_of("layers: [{type: dens, units: 3}]").size(), 1u);
}

TEST(Reader, SectionsThatAreNone) {
  EXPECT_THAT(problems_of("training: 5"),
              ElementsAre("x.yaml:1: training: 5 is not allowed; allowed are keys with values"));
  EXPECT_THAT(
      problems_of("training:"),
      ElementsAre(
          "x.yaml:1: training: an empty value is not allowed; allowed are keys with values"));
}

TEST(Reader, ProblemsOfSeveralKeysTogether) {
  EXPECT_THAT(problems_of("training:\n  batch_size: 13"),
              ElementsAre("x.yaml:2: training.batch_size: 13 brings bad luck"));
  // A key that is not there is named by what surrounds it.
  EXPECT_THAT(problems_of("name: ''\ntraining:\n  epochs: 3"),
              ElementsAre("x.yaml:2: training.schedule: a run without name has none"));
}

TEST(Reader, AllProblemsAtOnceInTheOrderOfLines) {
  EXPECT_THAT(problems_of("tags: 3\n"
                          "training:\n"
                          "  epochs: 0\n"
                          "  batch_size: 1.5\n"
                          "  x: 1\n"
                          "layers:\n"
                          "  - type: cnv\n"
                          "nam: 1\n"),
              ElementsAre("x.yaml:1: tags: 3 is not allowed; allowed are lists of texts",
                          "x.yaml:3: training.epochs: 0 is not allowed; "
                          "allowed are integers from 1 to 100",
                          "x.yaml:4: training.batch_size: 1.5 is not allowed; "
                          "allowed are integers from 1 to 65536",
                          "x.yaml:5: training.x: is not known; "
                          "allowed are batch_size, epochs, schedule, folds",
                          "x.yaml:7: layers.0.type: cnv is not allowed; allowed are conv2d, dense",
                          "x.yaml:8: nam: is not known; allowed are name, training, layers, tags; "
                          "did you mean name?"));
}

TEST(ConfigError, IsAWrongRequestThatSaysEverything) {
  try {
    read_text("a: 1\nb: 2");
    FAIL();
  } catch (const RequestError& failure) {
    EXPECT_STREQ(failure.what(),
                 "x.yaml:1: a: is not known; allowed are name, training, layers, tags\n"
                 "x.yaml:2: b: is not known; allowed are name, training, layers, tags");
  }
}

struct Narrow {
  int count = 0;
};
void describe(Fields& fields, Narrow& narrow) {
  fields.integer("count", narrow.count, {}, "", "");
}

TEST(Reader, AnIntNeverOverflows) {
  EXPECT_EQ(read<Narrow>(Document::parse("count: -2147483648", "x.yaml")).count, -2147483648);
  EXPECT_THROW(read<Narrow>(Document::parse("count: 2147483648", "x.yaml")), ConfigError);
}

}  // namespace
}  // namespace timbre::config::sample
