#include <gmock/gmock.h>

#include "config/sample_options.hpp"
#include "support/scratch.hpp"
#include "timbre/core/file.hpp"

namespace timbre::config::sample {
namespace {

using testing::ElementsAre;

TEST(Override, SetsValuesOfEveryKind) {
  const Options options =
      read_text("name: file", {"name=a=b", "training.epochs=3", "training.schedule.start=1e-3",
                               "tags=[x, y]", "layers=[{type: dense, units: 3}]"});
  EXPECT_EQ(options.name, "a=b");
  EXPECT_EQ(options.training.epochs, 3);
  EXPECT_EQ(options.training.schedule.start, 1e-3);
  EXPECT_THAT(options.tags, ElementsAre("x", "y"));
  EXPECT_THAT(options.layers, ElementsAre(Layer{LayerType::dense, 32, 3, true}));
}

TEST(Override, NamesItemsOfListsByNumber) {
  const std::string yaml = "layers: [{type: dense}, {filters: 3}]";
  const Options options = read_text(yaml, {"layers.0.units=5", "layers.1={bias: false}"});
  EXPECT_THAT(options.layers,
              ElementsAre(Layer{LayerType::dense, 32, 5, true},
                          Layer{.type = LayerType::conv2d, .filters = 3, .bias = false}));
}

TEST(Override, TheLastOneWins) {
  const Options options =
      read_text("", {"training={epochs: 3, batch_size: 2}", "training={epochs: 4}"});
  EXPECT_EQ(options.training, (Training{.batch_size = 2, .epochs = 4}));
}

TEST(Override, UsesFilesOfTheWorkingFolder) {
  const test::Scratch scratch;
  write_file(scratch / "fast.yaml", "epochs: 2");
  const std::string file = (scratch / "fast.yaml").string();
  for (const std::string& assignment : {"training={use: " + file + "}", "training.use=" + file}) {
    const Options options = read_text("training: {epochs: 9, batch_size: 5}", {assignment});
    EXPECT_EQ(options.training, (Training{.batch_size = 5, .epochs = 2})) << assignment;
  }
}

TEST(Override, ProblemsNameTheAssignment) {
  EXPECT_THAT(problems_of("training: {epochs: 3}", {"training.batch_size=-3", "training.x=1"}),
              ElementsAre("--set training.batch_size=-3: training.batch_size: -3 is not allowed; "
                          "allowed are integers from 1 to 65536",
                          "--set training.x=1: training.x: is not known; "
                          "allowed are batch_size, epochs, schedule, folds"));
  EXPECT_THAT(problems_of("", {"training.epochs="}),
              ElementsAre("--set training.epochs=: training.epochs: an empty value is not allowed; "
                          "allowed are integers from 1 to 100"));
}

TEST(Override, AssignmentsThatAreNone) {
  const std::string reason = ": key=value is expected, such as --set training.batch_size=64";
  for (const std::string assignment : {"epochs", "=3", "training.=3", ".epochs=3", "a..b=3"}) {
    EXPECT_THAT(problems_of("", {assignment}), ElementsAre("--set " + assignment + reason));
  }
  EXPECT_THAT(problems_of("", {"tags=[a"}),
              ElementsAre("--set tags=[a: not valid YAML: end of sequence flow not found"));
}

TEST(Override, PathsThatLeadNowhere) {
  EXPECT_THAT(problems_of("layers: [{}, {}]", {"layers.2.units=5"}),
              ElementsAre("--set layers.2.units=5: layers: is a list of 2 items; "
                          "name one by its number, the first by 0"));
  EXPECT_THAT(problems_of("layers: [{}]", {"layers.first.units=5"}),
              ElementsAre("--set layers.first.units=5: layers: is a list of 1 items; "
                          "name one by its number, the first by 0"));
  EXPECT_THAT(problems_of("", {"layers.0.units=5"}),
              ElementsAre("--set layers.0.units=5: layers: there is no list in the file; "
                          "give the whole list instead"));
  EXPECT_THAT(problems_of("name: x", {"name.y=5"}),
              ElementsAre("--set name.y=5: name: has the value x and no keys"));
}

}  // namespace
}  // namespace timbre::config::sample
