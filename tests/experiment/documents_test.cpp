// The experiments of the documents run as they are, each on a small miniature of its data.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "experiment/tiny_experiment.hpp"
#include "timbre/experiment/devices.hpp"
#include "timbre/experiment/run.hpp"

namespace timbre::experiment {
namespace {

using test::PrivateCache;
using testing::Contains;
using testing::HasSubstr;

// An experiment with its own network and recipe, cut to an epoch of one trial.
ExperimentOptions one_epoch(const std::string& file, const std::string& mode,
                            const std::string& miniature) {
  return load_experiment(
      std::filesystem::path(TIMBRE_SOURCE_DIR) / "experiments" / file,
      {"mode=" + mode, "dataset.miniature=" + miniature, "miniature={epochs: 1, trials: 1}"});
}

class DocumentRun : public testing::Test {
 protected:
  report::RunResults run(const ExperimentOptions& options, const std::string& name) {
    return run_experiment(*device_, options, scratch / name, false);
  }
  PrivateCache scratch;

 private:
  std::unique_ptr<Device> device_ = open_device("cpu");
};

TEST_F(DocumentRun, MusicSpeechFixed) {
  const std::string small = "{sounds: music_speech, clips: 3, seconds: 10}";
  const auto results = run(one_epoch("gtzan_music_speech.yaml", "fixed", small), "run");
  EXPECT_EQ(results.parameters, 2552705);
  ASSERT_EQ(results.trials.size(), 1u);
  EXPECT_EQ(results.trials[0].fit.epochs.size(), 1u);
  EXPECT_EQ(results.trials[0].test_examples, 2 * results.trials[0].test_clips.clips);
  EXPECT_THAT(results.notes, Contains(HasSubstr("1 epochs at most, not 10")));
  EXPECT_TRUE(results.split_warnings.empty());
}

TEST_F(DocumentRun, MusicSpeechFaithful) {
  const std::string small = "{sounds: music_speech, clips: 3, seconds: 10}";
  const auto options = one_epoch("gtzan_music_speech.yaml", "faithful", small);
  EXPECT_EQ(options.training.epochs, 500);
  const auto results = run(options, "run");
  ASSERT_EQ(results.trials.size(), 1u);
  EXPECT_EQ(results.trials[0].train_examples, 12);
  EXPECT_EQ(results.trials[0].test_examples, 12);
  EXPECT_EQ(results.faults.size(), 6u);
  EXPECT_THAT(results.split_warnings, testing::Not(testing::IsEmpty()));
}

}  // namespace
}  // namespace timbre::experiment
