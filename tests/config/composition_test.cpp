// Files that use files: who is laid upon whom, and what can go wrong on the way.
#include <gmock/gmock.h>

#include "config/sample_options.hpp"
#include "support/scratch.hpp"
#include "timbre/core/file.hpp"

namespace timbre::config::sample {
namespace {

using testing::ElementsAre;
using testing::EndsWith;

class Composition : public testing::Test {
 protected:
  void file(const std::string& name, const std::string& yaml) const {
    write_file(scratch_ / name, yaml);
  }
  Options load(const std::string& name, const std::vector<std::string>& overrides = {}) const {
    return read<Options>(Document::load(scratch_ / name, overrides));
  }
  // With the scratch folder taken out of the messages.
  std::vector<std::string> problems_of(const std::string& name) const {
    const std::string folder = scratch_.folder().string() + "/";
    try {
      load(name);
    } catch (const ConfigError& failure) {
      std::vector<std::string> problems = failure.problems();
      for (std::string& text : problems) {
        for (std::size_t at; (at = text.find(folder)) != std::string::npos;) {
          text.erase(at, folder.size());
        }
      }
      return problems;
    }
    return {};
  }

  const test::Scratch scratch_;
};

TEST_F(Composition, KeysBesideUseAreLaidUponTheFile) {
  file("configs/training.yaml", "batch_size: 32\nepochs: 5\nschedule: {start: 0.5, stop: 9}\n");
  file("experiments/x.yaml",
       "name: x\n"
       "training: {use: ../configs/training.yaml, epochs: 7, schedule: {stop: 8}}\n");
  Options expected;
  expected.name = "x";
  expected.training = {.batch_size = 32, .epochs = 7, .schedule = {0.5, 8.0}};
  EXPECT_EQ(load("experiments/x.yaml"), expected);
}

TEST_F(Composition, ThePlaceOfUseAmongItsKeysDoesNotMatter) {
  file("base.yaml", "epochs: 5");
  file("x.yaml", "training: {epochs: 7, use: base.yaml}");
  EXPECT_EQ(load("x.yaml").training.epochs, 7);
}

TEST_F(Composition, EveryFileNamesOthersRelativeToItself) {
  file("a/x.yaml", "training: {use: ../b/y.yaml}");
  file("b/y.yaml", "use: c/z.yaml\nepochs: 6");
  file("b/c/z.yaml", "epochs: 5\nbatch_size: 3");
  EXPECT_EQ(load("a/x.yaml").training, (Training{.batch_size = 3, .epochs = 6}));
}

TEST_F(Composition, ListsReplaceAndItemsMayUseFiles) {
  file("layer.yaml", "type: dense\nunits: 4");
  file("base.yaml", "layers: [{}, {}, {}]\ntags: [a, b]");
  file("x.yaml", "use: base.yaml\nlayers: [{use: layer.yaml, bias: false}]");
  const Options options = load("x.yaml");
  EXPECT_THAT(options.layers, ElementsAre(Layer{LayerType::dense, 32, 4, false}));
  EXPECT_THAT(options.tags, ElementsAre("a", "b"));
}

TEST_F(Composition, TheCommandLineIsLaidUponEverything) {
  file("base.yaml", "batch_size: 1\nepochs: 1");
  file("x.yaml", "training: {use: base.yaml, batch_size: 2, epochs: 2}");
  const Training training = load("x.yaml", {"training.epochs=3"}).training;
  EXPECT_EQ(training, (Training{.batch_size = 2, .epochs = 3}));
}

TEST_F(Composition, ProblemsNameTheFileAndLineThatTheValueCameFrom) {
  file("configs/base.yaml", "epochs: 5\nbatch_size: 0\nx: 1\n");
  file("x.yaml", "name: x\ntraining:\n  use: configs/base.yaml\n  epochs: 0\n");
  EXPECT_THAT(problems_of("x.yaml"),
              ElementsAre("configs/base.yaml:2: training.batch_size: 0 is not allowed; "
                          "allowed are integers from 1 to 65536",
                          "configs/base.yaml:3: training.x: is not known; "
                          "allowed are batch_size, epochs, schedule, folds",
                          "x.yaml:4: training.epochs: 0 is not allowed; "
                          "allowed are integers from 1 to 100"));
}

TEST_F(Composition, CirclesAreNamed) {
  file("a.yaml", "training: {use: sub/../b.yaml}");
  file("b.yaml", "schedule:\n  use: a.yaml\n");
  EXPECT_THAT(problems_of("a.yaml"),
              ElementsAre("b.yaml:2: schedule.use: files use each other in a circle: "
                          "a.yaml -> b.yaml -> a.yaml"));
  file("self.yaml", "use: self.yaml");
  EXPECT_THAT(problems_of("self.yaml"),
              ElementsAre("self.yaml:1: use: files use each other in a circle: "
                          "self.yaml -> self.yaml"));
}

TEST_F(Composition, OneFileMayBeUsedTwice) {
  file("layer.yaml", "type: dense");
  file("x.yaml", "layers: [{use: layer.yaml}, {use: layer.yaml}]");
  EXPECT_EQ(load("x.yaml").layers.size(), 2u);
}

TEST_F(Composition, FilesThatCannotBeUsed) {
  file("list.yaml", "- 1");
  file("empty.yaml", "");
  file("x.yaml",
       "training:\n  use: none.yaml\nlayers:\n  - use: [a]\n  - use: list.yaml\n"
       "  - use: empty.yaml\n");
  EXPECT_THAT(problems_of("x.yaml"),
              ElementsAre("list.yaml:1: `key: value` is expected here",
                          "x.yaml:2: training.use: none.yaml: cannot read: "
                          "No such file or directory",
                          "x.yaml:4: layers.0.use: the name of a YAML file is expected here"));
}

TEST_F(Composition, AMissingExperimentIsAConfigError) {
  EXPECT_THAT(problems_of("none.yaml"),
              ElementsAre("none.yaml: cannot read: No such file or directory"));
}

}  // namespace
}  // namespace timbre::config::sample
