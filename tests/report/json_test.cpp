#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "sample_run.hpp"
#include "timbre/report/results.hpp"

namespace timbre::report {
namespace {

using test::sample_run;
using test::sample_trial;
using testing::ElementsAre;

const std::vector<std::string>& classes = test::class_names();

TrialResult written_and_read(const TrialResult& trial) {
  return trial_from_json(Json::parse(to_json(trial, classes).dump()));
}

void expect_same_bits(double left, double right) {
  if (std::isnan(left) && std::isnan(right)) return;
  EXPECT_EQ(left, right);
}

void expect_same_fit(const training::FitResult& left, const training::FitResult& right) {
  EXPECT_EQ(left.stopped_early, right.stopped_early);
  EXPECT_EQ(left.best_epoch, right.best_epoch);
  ASSERT_EQ(left.epochs.size(), right.epochs.size());
  for (std::size_t i = 0; i < left.epochs.size(); ++i) {
    EXPECT_EQ(left.epochs[i].epoch, right.epochs[i].epoch);
    expect_same_bits(left.epochs[i].train_loss, right.epochs[i].train_loss);
    expect_same_bits(left.epochs[i].train_accuracy, right.epochs[i].train_accuracy);
    expect_same_bits(left.epochs[i].validate_loss, right.epochs[i].validate_loss);
    expect_same_bits(left.epochs[i].validate_accuracy, right.epochs[i].validate_accuracy);
    expect_same_bits(left.epochs[i].seconds, right.epochs[i].seconds);
  }
}

void expect_same_scores(const metrics::Scores& left, const metrics::Scores& right) {
  EXPECT_EQ(left.examples, right.examples);
  expect_same_bits(left.loss, right.loss);
  EXPECT_EQ(left.accuracy, right.accuracy);
  EXPECT_EQ(left.roc_auc_macro, right.roc_auc_macro);
  EXPECT_EQ(left.roc_auc_note, right.roc_auc_note);
  EXPECT_EQ(left.f1_micro, right.f1_micro);
  EXPECT_EQ(left.f1_macro, right.f1_macro);
  EXPECT_EQ(left.map_at_3, right.map_at_3);
  EXPECT_EQ(left.confusion.classes, right.confusion.classes);
  EXPECT_EQ(left.confusion.counts, right.confusion.counts);
  ASSERT_EQ(left.per_class.size(), right.per_class.size());
  for (std::size_t i = 0; i < left.per_class.size(); ++i) {
    EXPECT_EQ(left.per_class[i].precision, right.per_class[i].precision);
    EXPECT_EQ(left.per_class[i].recall, right.per_class[i].recall);
    EXPECT_EQ(left.per_class[i].f1, right.per_class[i].f1);
    EXPECT_EQ(left.per_class[i].support, right.per_class[i].support);
    EXPECT_EQ(left.per_class[i].roc_auc, right.per_class[i].roc_auc);
  }
}

void expect_same_trial(const TrialResult& left, const TrialResult& right) {
  EXPECT_EQ(left.trial, right.trial);
  EXPECT_EQ(left.train_examples, right.train_examples);
  EXPECT_EQ(left.validate_examples, right.validate_examples);
  EXPECT_EQ(left.test_examples, right.test_examples);
  expect_same_fit(left.fit, right.fit);
  expect_same_scores(left.test, right.test);
  EXPECT_EQ(left.test_clips.clips, right.test_clips.clips);
  EXPECT_EQ(left.test_clips.without_segment, right.test_clips.without_segment);
  EXPECT_EQ(left.test_clips.accuracy, right.test_clips.accuracy);
  EXPECT_EQ(left.test_clips.accuracy_all, right.test_clips.accuracy_all);
  ASSERT_EQ(left.worst_clips.size(), right.worst_clips.size());
  for (std::size_t i = 0; i < left.worst_clips.size(); ++i) {
    EXPECT_EQ(left.worst_clips[i].name, right.worst_clips[i].name);
    EXPECT_EQ(left.worst_clips[i].label, right.worst_clips[i].label);
    EXPECT_EQ(left.worst_clips[i].guess, right.worst_clips[i].guess);
    EXPECT_EQ(left.worst_clips[i].label_probability, right.worst_clips[i].label_probability);
    EXPECT_EQ(left.worst_clips[i].probability, right.worst_clips[i].probability);
  }
  EXPECT_EQ(left.seconds, right.seconds);
}

TEST(TrialJson, ReadsBackToTheBit) {
  const TrialResult trial = sample_trial(1);
  expect_same_trial(written_and_read(trial), trial);
}

TEST(TrialJson, KeepsWhatIsMissing) {
  TrialResult trial = sample_trial(2);
  trial.trial.validate_folds.clear();
  trial.fit.best_epoch = -1;
  trial.fit.epochs[0].validate_loss = std::numeric_limits<double>::quiet_NaN();
  trial.test.roc_auc_macro.reset();
  trial.test.roc_auc_note = "left out of the mean: \"siren\" has no example in the test set";
  trial.test.per_class[8].roc_auc.reset();
  const Json json = to_json(trial, classes);
  EXPECT_TRUE(json.at("best_epoch").is_null());
  EXPECT_TRUE(json.at("test").at("roc_auc_macro").is_null());
  expect_same_trial(written_and_read(trial), trial);
}

TEST(TrialJson, CountsEpochsFromOne) {
  const Json json = to_json(sample_trial(1), classes);
  EXPECT_EQ(json.at("epochs").integer(), 10);
  EXPECT_EQ(json.at("best_epoch").integer(), 9);
  EXPECT_EQ(json.at("history").items().front().at("epoch").integer(), 1);
}

TEST(TrialJson, NamesTheMissingKey) {
  Json json = to_json(sample_trial(1), classes);
  json.set("test", Json::object());
  try {
    trial_from_json(json);
    FAIL() << "a trial without scores was read";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("examples"));
  }
}

TEST(ResultsJson, HasEveryKey) {
  const Json json = to_json(sample_run(3));
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.members()) keys.push_back(key);
  EXPECT_THAT(keys, testing::UnorderedElementsAre(
                        "experiment", "document", "mode", "faults", "device", "processor",
                        "threads", "synthetic", "seed", "classes", "parameters", "mean", "std",
                        "expected", "trials", "left_out", "notes", "split_warnings", "bad_files",
                        "cache", "seconds", "versions"));
  const Json& trial = json.at("trials").items().at(0);
  EXPECT_EQ(trial.at("examples").at("validate").integer(), 5119);
  EXPECT_EQ(trial.at("test").at("per_class").items().at(8).at("class").text(), "siren");
  EXPECT_EQ(trial.at("test").at("confusion").items().size(), 10u);
  EXPECT_EQ(trial.at("test_clips").at("clips").integer(), 90);
  EXPECT_EQ(json.at("bad_files").items().at(0).at("file").text(), "fold1/broken.wav");
  EXPECT_EQ(json.at("left_out").items().at(0).at("reason").text(), "fold 6 has no files here");
  EXPECT_EQ(json.at("cache").at("misses").integer(), 3);
  EXPECT_EQ(json.at("expected").at("roc_auc").number(), 0.889);
  EXPECT_TRUE(json.at("faults").at("scrambled_reshape").boolean());
}

TEST(ResultsJson, HasMeanAndDeviationOfEachScore) {
  RunResults run = sample_run(2);
  run.trials[0].test.accuracy = 0.5;
  run.trials[1].test.accuracy = 0.75;
  run.trials[1].test.roc_auc_macro.reset();
  const Json json = to_json(run);
  EXPECT_EQ(json.at("mean").at("accuracy").number(), 0.625);
  EXPECT_EQ(json.at("std").at("accuracy").number(), 0.125);
  // The mean is over the trials that have the score.
  EXPECT_EQ(json.at("mean").at("roc_auc_macro").number(), *run.trials[0].test.roc_auc_macro);
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.at("std").members()) keys.push_back(key);
  EXPECT_THAT(keys, ElementsAre("loss", "accuracy", "roc_auc_macro", "f1_micro", "f1_macro",
                                "map_at_3", "clip_accuracy"));
}

TEST(ResultsJson, TakesARunWithoutTrials) {
  const Json json = Json::parse(to_json(sample_run(0)).dump());
  EXPECT_TRUE(json.at("mean").at("accuracy").is_null());
  EXPECT_TRUE(json.at("trials").items().empty());
}

}  // namespace
}  // namespace timbre::report
