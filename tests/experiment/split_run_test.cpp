// Runs whose protocols make their folds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "experiment/tiny_experiment.hpp"
#include "timbre/core/file.hpp"
#include "timbre/core/json.hpp"
#include "timbre/experiment/devices.hpp"
#include "timbre/experiment/run.hpp"

namespace timbre::experiment {
namespace {

using test::PrivateCache;
using testing::HasSubstr;

// Three recordings of each of two speakers.
ExperimentOptions speakers(const dataset::ProtocolOptions& protocol,
                           std::vector<std::string> overrides = {}) {
  const std::vector<std::string> small{
      "dataset.miniature={sounds: speakers, clips: 3, seconds: 2.0}", "training.epochs=1"};
  overrides.insert(overrides.begin(), small.begin(), small.end());
  ExperimentOptions options = test::tiny_experiment("own_folders.yaml", overrides);
  options.protocol = protocol;
  apply_faults(options);
  return options;
}

dataset::ProtocolOptions three_folds(dataset::SplitUnit unit = dataset::SplitUnit::clip) {
  return {.kind = dataset::ProtocolKind::k_fold, .folds = 3, .unit = unit};
}

// One clip of three validates and is scored.
dataset::ProtocolOptions hold_out() {
  return {.kind = dataset::ProtocolKind::hold_out,
          .validate_share = 0.34,
          .test_on = dataset::TestOn::validation};
}

class SplitRun : public testing::Test {
 protected:
  report::RunResults run(const ExperimentOptions& options, const std::string& name) {
    return run_experiment(*device_, options, scratch / name, false);
  }
  PrivateCache scratch;

 private:
  std::unique_ptr<Device> device_ = open_device("cpu");
};

TEST_F(SplitRun, MadeFoldsTestEveryExampleOnce) {
  const auto results = run(speakers(three_folds(dataset::SplitUnit::source)), "folds");
  ASSERT_EQ(results.trials.size(), 3u);
  std::int64_t tested = 0, clips = 0;
  for (const auto& trial : results.trials) {
    tested += trial.test_examples;
    clips += trial.test_clips.clips;
  }
  const auto& first = results.trials.front();
  EXPECT_EQ(tested, first.train_examples + first.validate_examples + first.test_examples);
  EXPECT_EQ(clips, 6);
  EXPECT_TRUE(results.split_warnings.empty());
}

TEST_F(SplitRun, RepeatsAreTheRunsOfTheNextSeeds) {
  dataset::ProtocolOptions twice = hold_out();
  twice.repeats = 2;
  const auto both = run(speakers(twice, {"seed=4"}), "both");
  const auto second = run(speakers(hold_out(), {"seed=5"}), "second");
  ASSERT_EQ(both.trials.size(), 2u);
  EXPECT_EQ(both.trials[1].trial.repeat, 1);
  EXPECT_EQ(both.trials[1].test.loss, second.trials[0].test.loss);
  EXPECT_NE(both.trials[0].test.loss, second.trials[0].test.loss);
  const Json json = Json::load(scratch / "both" / "results.json");
  EXPECT_EQ(json.at("trials").items()[1].at("repeat").integer(), 2);
}

TEST_F(SplitRun, LeaksAreToldInResultsAndReport) {
  dataset::ProtocolOptions parting = hold_out();
  parting.unit = dataset::SplitUnit::example;
  run(speakers(parting), "leak");
  const Json json = Json::load(scratch / "leak" / "results.json");
  ASSERT_EQ(json.at("split_warnings").items().size(), 1u);
  const Json& warning = json.at("split_warnings").items()[0];
  EXPECT_EQ(warning.at("kind").text(), "example");
  EXPECT_THAT(warning.at("text").text(), HasSubstr("parts of one file stand on both sides"));
  EXPECT_THAT(read_file(scratch / "leak" / "report.html"),
              HasSubstr("parts of one file stand on both sides"));
}

TEST_F(SplitRun, ReplicasAreFoundAmongTheExamples) {
  const auto collection = dataset::open_collection(speakers(three_folds()).dataset, 1);
  const std::filesystem::path root = scratch / "copies";
  std::filesystem::copy(collection.root, root, std::filesystem::copy_options::recursive);
  std::filesystem::copy_file(root / collection.clips[0].name,
                             root / collection.classes[1] / "copy.wav");
  const auto results = run(speakers(three_folds(), {"dataset.root=" + root.string()}), "run");
  ASSERT_EQ(results.split_warnings.size(), 1u);
  EXPECT_EQ(results.split_warnings[0].kind, dataset::SplitFault::replica);
  EXPECT_THAT(results.split_warnings[0].text, HasSubstr("second/copy.wav (second)"));
}

TEST_F(SplitRun, DocumentThreesFaultTrainsOnWhatItScores) {
  const auto results = run(speakers(three_folds(), {"faults.same_300_chunks=present"}), "same");
  ASSERT_EQ(results.trials.size(), 1u);
  const auto& trial = results.trials[0];
  EXPECT_GT(trial.train_examples, 0);
  EXPECT_EQ(trial.train_examples, trial.validate_examples);
  EXPECT_EQ(trial.train_examples, trial.test_examples);
  EXPECT_EQ(results.faults, (std::map<std::string, bool>{{"same_300_chunks", true}}));
  ASSERT_FALSE(results.split_warnings.empty());
  EXPECT_THAT(results.split_warnings[0].text, HasSubstr("also validated or tested on"));
}

}  // namespace
}  // namespace timbre::experiment
