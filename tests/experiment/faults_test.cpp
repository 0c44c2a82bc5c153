#include "timbre/experiment/faults.hpp"

#include <gtest/gtest.h>

#include "timbre/experiment/options.hpp"

namespace timbre::experiment {
namespace {

ExperimentOptions mended_recipe(Mode mode) {
  ExperimentOptions options;
  options.document = "001";
  options.mode = mode;
  options.training.epochs = 30;
  options.training.standardise = dataset::Standardisation::channel;
  return options;
}

TEST(Faults, FaithfulRepeatsAllOfThem) {
  ExperimentOptions options = mended_recipe(Mode::faithful);
  apply_faults(options);
  EXPECT_EQ(options.features.features.layout, features::Layout::scrambled);
  EXPECT_EQ(options.training.epochs, 1);
  EXPECT_EQ(options.training.standardise, dataset::Standardisation::none);
}

TEST(Faults, FixedKeepsTheRecipe) {
  ExperimentOptions options = mended_recipe(Mode::fixed);
  const ExperimentOptions before = options;
  apply_faults(options);
  EXPECT_EQ(options, before);
}

TEST(Faults, EachSwitchOverridesTheMode) {
  ExperimentOptions options = mended_recipe(Mode::faithful);
  options.faults.single_epoch = FaultSwitch::mended;
  apply_faults(options);
  EXPECT_EQ(options.training.epochs, 30);
  EXPECT_EQ(options.features.features.layout, features::Layout::scrambled);

  options = mended_recipe(Mode::fixed);
  options.faults.scrambled_reshape = FaultSwitch::present;
  apply_faults(options);
  EXPECT_EQ(options.features.features.layout, features::Layout::scrambled);
  EXPECT_EQ(options.training.epochs, 30);
}

TEST(Faults, ApplyingTwiceChangesNothing) {
  ExperimentOptions options = mended_recipe(Mode::faithful);
  apply_faults(options);
  const ExperimentOptions once = options;
  apply_faults(options);
  EXPECT_EQ(options, once);
}

TEST(Faults, AreNamedWithTheirState) {
  ExperimentOptions options = mended_recipe(Mode::faithful);
  options.faults.single_epoch = FaultSwitch::mended;
  const std::map<std::string, bool> expected{
      {"scrambled_reshape", true}, {"single_epoch", false}, {"unstandardised_input", true}};
  EXPECT_EQ(faults_present(options), expected);
}

TEST(Faults, OfAnotherDocumentAreAbsentUnlessTheyAreAskedFor) {
  ExperimentOptions options = mended_recipe(Mode::faithful);
  options.document = "003";
  options.faults.single_epoch = FaultSwitch::present;
  options.faults.tiny_steps = FaultSwitch::mended;
  const std::map<std::string, bool> present = faults_present(options);
  EXPECT_TRUE(present.at("same_300_chunks"));
  EXPECT_TRUE(present.at("single_epoch"));
  EXPECT_TRUE(present.at("unstandardised_input"));  // of both documents
  EXPECT_FALSE(present.contains("scrambled_reshape"));
  apply_faults(options);
  EXPECT_EQ(options.training.epochs, 1);
  EXPECT_NE(options.features.features.layout, features::Layout::scrambled);
}

TEST(Faults, Same300ChunksTrainAndValidate) {
  ExperimentOptions options = mended_recipe(Mode::faithful);
  options.document = "003";
  options.protocol = {.kind = dataset::ProtocolKind::k_fold, .folds = 5, .repeats = 3};
  apply_faults(options);
  EXPECT_EQ(options.protocol.kind, dataset::ProtocolKind::hold_out);
  EXPECT_EQ(options.protocol.validate_count, 300);
  EXPECT_EQ(options.protocol.train_on, dataset::TrainOn::validation);
  EXPECT_TRUE(dataset::parts_examples(options.protocol));
  EXPECT_EQ(options.protocol.repeats, 3);
}

TEST(Faults, OfNoDocumentAreNone) {
  ExperimentOptions options = mended_recipe(Mode::faithful);
  options.document.clear();
  EXPECT_TRUE(faults_present(options).empty());
}

TEST(Faults, DocumentThreeTrainsForEverInTinySteps) {
  ExperimentOptions options = mended_recipe(Mode::faithful);
  options.document = "003";
  options.training.early_stopping.enabled = true;
  options.training.norm_statistics = training::NormStatistics::each_epoch;
  options.training.schedule.kind = training::ScheduleKind::cosine;
  apply_faults(options);
  EXPECT_EQ(options.training.epochs, 500);
  EXPECT_EQ(options.training.optimiser.learning_rate, 3e-6);
  EXPECT_EQ(options.training.schedule, training::ScheduleOptions{});
  EXPECT_FALSE(options.training.early_stopping.enabled);
  EXPECT_EQ(options.training.norm_statistics, training::NormStatistics::running);
  EXPECT_EQ(options.features.features.natural.silence, features::Silence::minus_infinity);
  EXPECT_EQ(options.features.features.segment.hop, options.features.features.segment.length);
}

}  // namespace
}  // namespace timbre::experiment
