#include <gtest/gtest.h>

#include "experiment/tiny_experiment.hpp"
#include "timbre/core/file.hpp"
#include "timbre/experiment/devices.hpp"
#include "timbre/experiment/run.hpp"

namespace timbre::experiment {
namespace {

TEST(OnTheFly, PredictsTheBitsOfARunWithCachedFeatures) {
  const test::PrivateCache scratch;
  const auto device = open_device("cpu");
  for (const char* setting : {"false", "true"}) {
    const auto options = test::tiny_experiment(
        "us8k_mini.yaml",
        {"training.standardise=channel", std::string("features.on_the_fly=") + setting});
    EXPECT_EQ(options.features.on_the_fly, std::string(setting) == "true");
    const auto results = run_experiment(*device, options, scratch / setting, false);
    EXPECT_EQ(results.cache_hits, 0);
  }
  EXPECT_EQ(read_file(scratch / "false" / "predictions.csv"),
            read_file(scratch / "true" / "predictions.csv"));
}

}  // namespace
}  // namespace timbre::experiment
