#include <gtest/gtest.h>

#include <sstream>

#include "config/sample_options.hpp"

namespace timbre::config::sample {
namespace {

TEST(Reference, ExplainsEveryKey) {
  EXPECT_EQ(
      reference_yaml<Options>(),
      "name: run                           # text; of the run folder\n"
      "\ntraining:                           # how the network is trained\n"
      "  batch_size: 64                    # examples; integers from 1 to 65536; examples of a "
      "step\n"
      "  epochs: 10                        # integers from 1 to 100; passes over the examples\n"
      "  schedule:                         # learning rate over time\n"
      "    start: 0.1                      # numbers from 0 to 1; first learning rate\n"
      "    stop: null                      # s; numbers from 0, null; ends the training\n"
      "  folds: [1, 2]                     # list of integers from 1 to 10; folds to train on\n"
      "\nlayers: []                          # list; from input to output\n"
      "#   - type: conv2d                  # conv2d, dense; kind of layer\n"
      "#     filters: 32                   # only when type is conv2d; maps; integers from 1 to "
      "4096;\n"
      "                                    # number of filters\n"
      "#     units: 10                     # only when type is dense; integers from 1 to 65536; "
      "number of\n"
      "                                    # outputs\n"
      "#     bias: true                    # true, false; adds a constant to each output\n"
      "tags: []                            # list of texts; words to find the run by\n");
}

TEST(Reference, ReadsBackAsTheDefaults) {
  EXPECT_EQ(read_text(reference_yaml<Options>()), Options{});
}

TEST(Reference, KeysThatDoNotExistNowAreCommentedOut) {
  Options options;
  options.layers = {{.type = LayerType::dense}, {}};
  const std::string yaml = reference_yaml(options);
  EXPECT_NE(yaml.find("\n#     filters: 32 "), std::string::npos) << yaml;
  EXPECT_NE(yaml.find("\n    units: 10 "), std::string::npos) << yaml;
  EXPECT_EQ(read_text(yaml), options);
}

TEST(Reference, NoLineIsLongerThanAHundredColumns) {
  std::istringstream lines(reference_yaml<Options>());
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100u) << line;
}

struct Wordy {
  std::string a_key_so_long_that_its_comment_begins_late = "value";
};
void describe(Fields& fields, Wordy& wordy) {
  fields.text("a_key_so_long_that_its_comment_begins_late",
              wordy.a_key_so_long_that_its_comment_begins_late,
              "a meaning that takes more than one line because there is so much to be said of it");
}

TEST(Reference, CommentsAreWrapped) {
  EXPECT_EQ(reference_yaml<Wordy>(),
            "a_key_so_long_that_its_comment_begins_late: value  # text; a meaning that takes more "
            "than one line\n"
            "                                    # because there is so much to be said of it\n");
}

}  // namespace
}  // namespace timbre::config::sample
