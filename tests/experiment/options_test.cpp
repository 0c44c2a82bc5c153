#include "timbre/experiment/options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "timbre/config/document.hpp"
#include "timbre/core/file.hpp"
#include "timbre/model/graph.hpp"

namespace timbre::experiment {
namespace {

const std::filesystem::path source_folder = TIMBRE_SOURCE_DIR;

std::vector<std::filesystem::path> all_experiments() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(source_folder / "experiments")) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  return files;
}

TEST(ExperimentFiles, AllLoadAndNameThemselves) {
  const auto files = all_experiments();
  ASSERT_GE(files.size(), 4u);
  for (const auto& file : files) {
    const ExperimentOptions options = load_experiment(file, {});
    EXPECT_EQ(options.name, file.stem().string());
  }
}

TEST(ExperimentFiles, ResolvedYamlGivesTheSameExperiment) {
  for (const auto& file : all_experiments()) {
    for (const char* mode : {"mode=faithful", "mode=fixed"}) {
      const ExperimentOptions options = load_experiment(file, {mode});
      ExperimentOptions again = config::read<ExperimentOptions>(
          config::Document::parse(resolved_yaml(options), "resolved"));
      apply_faults(again);
      EXPECT_EQ(again, options) << file << ' ' << mode;
    }
  }
}

TEST(ExperimentFiles, DocumentOnesNetworkHasItsParameters) {
  for (const char* name : {"us8k_folds", "us8k_trials", "us8k_all", "us8k_mini"}) {
    const ExperimentOptions options =
        load_experiment(source_folder / "experiments" / (std::string(name) + ".yaml"), {});
    const auto shape = features::example_shape(options.features.features);
    EXPECT_EQ(shape, (features::ExampleShape{60, 41, 2}));
    EXPECT_EQ(model::build_graph(options.model, shape, 10).parameter_count(), 3705738);
  }
}

TEST(ExperimentFiles, ModesDifferInTheNamedFaultsAlone) {
  const auto file = source_folder / "experiments" / "us8k_trials.yaml";
  const ExperimentOptions faithful = load_experiment(file, {});
  EXPECT_EQ(faithful.training.epochs, 1);
  EXPECT_EQ(faithful.features.features.layout, features::Layout::scrambled);
  EXPECT_EQ(faithful.training.standardise, dataset::Standardisation::none);

  ExperimentOptions fixed = load_experiment(file, {"mode=fixed"});
  EXPECT_GT(fixed.training.epochs, 1);
  EXPECT_EQ(fixed.features.resample, faithful.features.resample);
  EXPECT_EQ(fixed.features.features.decibel, faithful.features.features.decibel);
  fixed.mode = Mode::faithful;
  apply_faults(fixed);
  EXPECT_EQ(fixed, faithful);
}

TEST(ReferenceYaml, ListsEveryKeyAsItIsNow) {
  const std::string expected = config::reference_yaml<ExperimentOptions>();
  EXPECT_EQ(read_file(source_folder / "configs" / "reference.yaml"), expected)
      << "run: build/bin/run_experiment --reference > configs/reference.yaml";
}

TEST(ExperimentErrors, AreToldTogether) {
  const std::string text =
      "name: x\n"
      "moed: fixed\n"
      "training: {batch_size: -3}\n"
      "model: {layers: [{type: dense, units: 0}, {type: activation, function: sofmax}]}\n";
  try {
    config::read<ExperimentOptions>(config::Document::parse(text, "x.yaml"));
    FAIL() << "nothing was refused";
  } catch (const config::ConfigError& error) {
    EXPECT_EQ(error.problems().size(), 3u) << error.what();
  }
}

// Faithful, document 004's generator goes on across epochs, which no YAML may have with updates of
// several batches.
TEST(ExperimentErrors, WhatAFaultSetsMustGoWithTheRest) {
  const auto file = source_folder / "experiments/gtzan_genre.yaml";
  const std::string updates = "training.gradient_accumulation_steps=2";
  EXPECT_NO_THROW(load_experiment(file, {updates, "mode=fixed"}));
  for (const std::string& setting : {updates, std::string("training.sampling=class_balanced")}) {
    try {
      load_experiment(file, {setting, "mode=faithful"});
      ADD_FAILURE() << setting << " was not refused";
    } catch (const config::ConfigError& error) {
      EXPECT_THAT(error.what(), testing::AllOf(testing::HasSubstr("gtzan_genre.yaml"),
                                               testing::HasSubstr("faults that are present"),
                                               testing::HasSubstr("generator")));
    }
  }
}

}  // namespace
}  // namespace timbre::experiment
