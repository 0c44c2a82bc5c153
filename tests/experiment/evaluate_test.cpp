#include "timbre/experiment/evaluate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "experiment/tiny_experiment.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/file.hpp"
#include "timbre/dataset/collection.hpp"
#include "timbre/experiment/devices.hpp"
#include "timbre/experiment/predict.hpp"
#include "timbre/experiment/run.hpp"

namespace timbre::experiment {
namespace {

namespace fs = std::filesystem;
using test::PrivateCache;
using test::tiny_experiment;
using testing::ElementsAre;
using testing::HasSubstr;

// The clips that a run of us8k_mini tests, in a folder for each class.
void lay_out_test_clips(const ExperimentOptions& options, const fs::path& folder) {
  const auto collection = dataset::open_collection(options.dataset, 1);
  for (const dataset::Clip& clip : collection.clips) {
    if (clip.fold != 3) continue;
    const fs::path of_class = folder / collection.classes[clip.label];
    fs::create_directories(of_class);
    fs::copy_file(clip.path, of_class / clip.path.filename());
  }
}

TEST(Evaluate, GivesTheScoresOfTheRunOnTheSameClips) {
  const PrivateCache scratch;
  const auto device = open_device("cpu");
  const auto options = tiny_experiment("us8k_mini.yaml");
  const auto results = run_experiment(*device, options, scratch / "run", false);
  lay_out_test_clips(options, scratch / "data");
  const Evaluation evaluation =
      evaluate(*device, find_model(scratch / "run", 0), data_of((scratch / "data").string()));
  const report::TrialResult& trial = results.trials.front();
  EXPECT_EQ(evaluation.classes, results.classes);
  EXPECT_EQ(evaluation.segments.examples, trial.test_examples);
  EXPECT_EQ(evaluation.segments.accuracy, trial.test.accuracy);
  EXPECT_EQ(evaluation.segments.confusion.counts, trial.test.confusion.counts);
  EXPECT_EQ(evaluation.clips.accuracy, trial.test_clips.accuracy);
  // Batches hold other examples together, so that sums of floats may differ in their last bits.
  EXPECT_NEAR(evaluation.segments.loss, trial.test.loss, 1e-5 * trial.test.loss);
  EXPECT_EQ(evaluation_json(evaluation).at("segments").at("accuracy").number(),
            trial.test.accuracy);
}

TEST(Evaluate, LeavesOutWhatTheNetworkCannotKnow) {
  const PrivateCache scratch;
  const auto device = open_device("cpu");
  const auto options = tiny_experiment("us8k_mini.yaml");
  run_experiment(*device, options, scratch / "run", false);
  lay_out_test_clips(options, scratch / "data");
  fs::create_directories(scratch / "data/whale");
  const auto clip = fs::directory_iterator(scratch / "data/siren")->path();
  fs::copy_file(clip, scratch / "data/whale" / clip.filename());
  write_file(scratch / "data/siren/broken.wav", "no audio");
  const Evaluation evaluation =
      evaluate(*device, find_model(scratch / "run", 0), data_of((scratch / "data").string()));
  EXPECT_THAT(evaluation.unknown, ElementsAre("whale"));
  EXPECT_EQ(evaluation.clips_of_unknown, 1);
  ASSERT_EQ(evaluation.bad_files.size(), 1u);
  const std::string text = evaluation_text(evaluation);
  EXPECT_THAT(text,
              HasSubstr("Left out: 1 clips of classes that the network has not learnt: whale"));
  EXPECT_THAT(text, HasSubstr("Cannot be read: siren/broken.wav"));
  EXPECT_THAT(text, HasSubstr("street_music"));
}

TEST(Evaluate, TakesAnExperimentsDataSet) {
  const std::string experiment = TIMBRE_SOURCE_DIR "/experiments/us8k_mini.yaml";
  EXPECT_EQ(data_of(experiment).kind, dataset::DatasetKind::urbansound8k);
  EXPECT_THROW(data_of("no/such/folder"), RequestError);
}

TEST(Evaluate, RefusesDataWithoutAKnownClass) {
  const PrivateCache scratch;
  const auto device = open_device("cpu");
  run_experiment(*device, tiny_experiment("us8k_mini.yaml"), scratch / "run", false);
  write_file(scratch / "data/whale/a.wav", "");
  EXPECT_THROW(
      evaluate(*device, find_model(scratch / "run", 0), data_of((scratch / "data").string())),
      RequestError);
}

}  // namespace
}  // namespace timbre::experiment
