// README's first command on the built-in miniature, whole: what it scores, and what it scores when
// there is nothing to learn.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "end_to_end/program.hpp"
#include "support/scratch.hpp"
#include "timbre/core/json.hpp"

namespace timbre::test {
namespace {

const std::filesystem::path main_experiment =
    std::filesystem::path(TIMBRE_SOURCE_DIR) / "experiments" / "us8k_folds.yaml";

Json run_folds(const Scratch& scratch, std::vector<std::string> arguments) {
  const std::filesystem::path run = scratch / "run";
  arguments.insert(arguments.begin(), {main_experiment.string(), "--out", run.string()});
  const ProcessResult result = run_program(
      "run_experiment", arguments, {"TIMBRE_DATA", "TIMBRE_CACHE=" + (scratch / "cache").string()});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  return Json::load(run / "results.json");
}

TEST(MainJob, TestsEachFoldOnceAndLearnsTheMiniature) {
  const Scratch scratch;
  const Json results = run_folds(scratch, {});
  EXPECT_TRUE(results.at("synthetic").boolean());
  std::multiset<std::int64_t> tested;
  for (const Json& trial : results.at("trials").items()) {
    for (const Json& fold : trial.at("test_folds").items()) tested.insert(fold.integer());
  }
  EXPECT_EQ(tested, (std::multiset<std::int64_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}));
  // Ten classes: chance is 0.1. The sounds are made to be told apart, though not all of them.
  EXPECT_GE(results.at("mean").at("accuracy").number(), 0.6);
}

TEST(MainJob, LearnsNothingFromPermutedLabels) {
  const Scratch scratch;
  const Json results = run_folds(scratch, {"--set", "dataset.permute_labels=true"});
  // A clip more of 0.1 than chance allows would be a leak between folds.
  EXPECT_LE(results.at("mean").at("accuracy").number(), 0.2);
}

}  // namespace
}  // namespace timbre::test
