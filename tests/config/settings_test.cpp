#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/scratch.hpp"
#include "timbre/config/document.hpp"
#include "timbre/core/file.hpp"

namespace timbre::config {
namespace {

using testing::ElementsAre;

std::vector<Setting> settings_of(const std::string& yaml) {
  return Document::parse(yaml, "a.yaml").settings();
}

TEST(Settings, NameEveryValueByItsPath) {
  EXPECT_THAT(settings_of("name: a\n"
                          "training:\n"
                          "  epochs: 3\n"
                          "  optimiser: {kind: adam, learning_rate: 1e-3}\n"),
              ElementsAre(Setting{"name", "a"}, Setting{"training.epochs", "3"},
                          Setting{"training.optimiser.kind", "adam"},
                          Setting{"training.optimiser.learning_rate", "1e-3"}));
}

TEST(Settings, KeepListsOfPlainValuesWhole) {
  EXPECT_THAT(settings_of("folds: [1, 2]\nempty: []\nnothing: null\nmap: {}\n"),
              ElementsAre(Setting{"folds", "[1, 2]"}, Setting{"empty", "[]"},
                          Setting{"nothing", "null"}, Setting{"map", "{}"}));
}

TEST(Settings, NumberTheItemsOfOtherLists) {
  EXPECT_THAT(settings_of("layers: [{units: 5}, {units: 7, bias: true}]\n"),
              ElementsAre(Setting{"layers.0.units", "5"}, Setting{"layers.1.units", "7"},
                          Setting{"layers.1.bias", "true"}));
}

TEST(Settings, MergeWhatIsUsed) {
  const test::Scratch folder;
  write_file(folder / "base.yaml", "units: 5\nbias: true\n");
  write_file(folder / "a.yaml", "layer: {use: base.yaml, units: 7}\n");
  EXPECT_THAT(
      Document::load(folder / "a.yaml").settings(),
      testing::UnorderedElementsAre(Setting{"layer.units", "7"}, Setting{"layer.bias", "true"}));
}

}  // namespace
}  // namespace timbre::config
