#include "timbre/experiment/run.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "experiment/tiny_experiment.hpp"
#include "timbre/core/file.hpp"
#include "timbre/core/json.hpp"
#include "timbre/experiment/devices.hpp"
#include "timbre/experiment/find_rate.hpp"

namespace timbre::experiment {
namespace {

using test::PrivateCache;
using test::tiny_experiment;

TEST(Run, TestsEveryFoldOnceAndWritesEverything) {
  const PrivateCache scratch;
  const auto device = open_device("cpu");
  const auto results =
      run_experiment(*device, tiny_experiment("us8k_folds.yaml"), scratch / "run", false);
  EXPECT_TRUE(results.synthetic);
  ASSERT_EQ(results.trials.size(), 10u);
  std::set<int> tested;
  for (const auto& trial : results.trials) {
    EXPECT_EQ(trial.trial.test_folds.size(), 1u);
    tested.insert(trial.trial.test_folds.front());
    EXPECT_EQ(trial.trial.train_folds.size(), 8u);
  }
  EXPECT_EQ(tested.size(), 10u);
  for (const char* file : {"experiment.yaml", "log.jsonl", "results.json", "predictions.csv",
                           "report.html", "trials/01/model.h5", "trials/10/model.h5"}) {
    EXPECT_TRUE(std::filesystem::is_regular_file(scratch / "run" / file)) << file;
  }
  const Json json = Json::load(scratch / "run" / "results.json");
  EXPECT_TRUE(json.at("synthetic").boolean());
  EXPECT_EQ(json.at("trials").items().size(), 10u);
  EXPECT_EQ(json.at("device").text(), "cpu");
}

TEST(Run, SecondRunReadsTheCacheAndScoresTheSame) {
  const PrivateCache scratch;
  const auto device = open_device("cpu");
  const auto options = tiny_experiment("us8k_mini.yaml");
  const auto first = run_experiment(*device, options, scratch / "first", false);
  const auto second = run_experiment(*device, options, scratch / "second", false);
  EXPECT_EQ(first.cache_hits, 0);
  EXPECT_EQ(second.cache_misses, 0);
  EXPECT_EQ(second.cache_hits, first.cache_misses);
  EXPECT_EQ(first.trials.at(0).test.loss, second.trials.at(0).test.loss);
  EXPECT_EQ(read_file(scratch / "first" / "predictions.csv"),
            read_file(scratch / "second" / "predictions.csv"));
}

TEST(Run, FindsARateAndTrainsInPhases) {
  const PrivateCache scratch;
  const auto device = open_device("cpu");
  const auto options = tiny_experiment(
      "us8k_mini.yaml", {"training.early_stopping.enabled=false",
                         "training.phases=[{epochs: 1, schedule: {kind: one_cycle}},"
                         " {epochs: 2, groups: {rates: thirds}, schedule: {kind: one_cycle}}]"});
  const auto search = find_rate(*device, options, scratch / "rate");
  EXPECT_TRUE(search.synthetic);
  EXPECT_FALSE(search.curve.points.empty());
  const Json json = Json::load(scratch / "rate" / "rate_finder.json");
  EXPECT_EQ(json.at("points").items().size(), search.curve.points.size());
  EXPECT_TRUE(std::filesystem::exists(scratch / "rate" / "rate_finder.html"));
  const auto results = run_experiment(*device, options, scratch / "run", false);
  EXPECT_EQ(results.trials.at(0).fit.epochs.size(), 3u);
  EXPECT_GT(results.trials.at(0).fit.epochs.back().smoothed_loss, 0.0);
  EXPECT_GT(results.trials.at(0).test.map_at_3, 0.0);
}

TEST(Run, SeedChangesTheResult) {
  const PrivateCache scratch;
  const auto device = open_device("cpu");
  const auto one = run_experiment(*device, tiny_experiment("us8k_mini.yaml", {"seed=1"}),
                                  scratch / "one", false);
  const auto two = run_experiment(*device, tiny_experiment("us8k_mini.yaml", {"seed=2"}),
                                  scratch / "two", false);
  EXPECT_NE(one.trials.at(0).test.loss, two.trials.at(0).test.loss);
}

TEST(Run, ResumedRunEndsWithTheUnbrokenRunsBits) {
  const PrivateCache scratch;
  const auto device = open_device("cpu");
  const auto options = tiny_experiment("us8k_folds.yaml");
  const auto unbroken = run_experiment(*device, options, scratch / "unbroken", false);

  // As if the run had been killed after three trials: the later ones and the results are gone.
  run_experiment(*device, options, scratch / "broken", false);
  for (const char* gone : {"results.json", "predictions.csv", "report.html"}) {
    std::filesystem::remove(scratch / "broken" / gone);
  }
  for (const char* trial : {"04", "05", "06", "07", "08", "09", "10"}) {
    std::filesystem::remove_all(scratch / "broken" / ("trials/" + std::string(trial)));
  }
  const auto resumed = run_experiment(*device, options, scratch / "broken", true);
  ASSERT_EQ(resumed.trials.size(), unbroken.trials.size());
  for (std::size_t trial = 0; trial < resumed.trials.size(); ++trial) {
    EXPECT_EQ(resumed.trials[trial].test.loss, unbroken.trials[trial].test.loss);
    EXPECT_EQ(resumed.trials[trial].test.confusion.counts,
              unbroken.trials[trial].test.confusion.counts);
  }
  EXPECT_EQ(read_file(scratch / "broken" / "predictions.csv"),
            read_file(scratch / "unbroken" / "predictions.csv"));
  EXPECT_FALSE(unbroken.trials[0].maps.empty());
  EXPECT_EQ(report::to_json(resumed.trials[0].maps, {}).dump(),
            report::to_json(unbroken.trials[0].maps, {}).dump());
}

TEST(Run, MapsTestedExamplesOfTheFirstTrials) {
  const PrivateCache scratch;
  const auto device = open_device("cpu");
  const auto options = tiny_experiment(
      "us8k_mini.yaml", {"protocol.repeats=3", "report.tsne={trials: 2, points: 7}"});
  const auto results = run_experiment(*device, options, scratch / "run", false);
  const std::string predictions = read_file(scratch / "run" / "predictions.csv");
  for (const int number : {1, 2}) {
    const std::string folder = "run/trials/0" + std::to_string(number);
    const auto maps = report::tsne_maps_from_json(Json::load(scratch / folder / "tsne.json"));
    ASSERT_EQ(maps.maps.size(), 2u);
    EXPECT_EQ(maps.maps[0].perplexity, 2.0) << "a third of the points but one";
    EXPECT_EQ(maps.maps[0].dimensions, 10);
    EXPECT_GT(maps.maps[1].dimensions, 10);
    EXPECT_NE(maps.maps[0].places, maps.maps[1].places);
    ASSERT_EQ(maps.examples.size(), 7u);
    for (const report::MappedExample& example : maps.examples) {
      const std::string row = std::to_string(number) + "," + example.clip + "," +
                              std::to_string(example.segment) + "," +
                              results.classes[example.label] + "," + results.classes[example.guess];
      EXPECT_NE(predictions.find(row), std::string::npos) << row;
    }
  }
  EXPECT_TRUE(results.trials[2].maps.empty());
  EXPECT_FALSE(std::filesystem::exists(scratch / "run/trials/03/tsne.json"));
}

// Before the data: the folder of the run is not even made.
TEST(Run, RefusesWeightsBeforeAnyDataIsRead) {
  const PrivateCache scratch;
  const auto device = open_device("cpu");
  write_file(scratch / "damaged.safetensors", "short");
  for (const std::string& weights : {"{file: " + (scratch / "absent.pth").string() + "}",
                                     "{file: " + (scratch / "damaged.safetensors").string() + "}",
                                     "{run: " + (scratch / "no_run").string() + "}"}) {
    const auto options = tiny_experiment("us8k_mini.yaml", {"model.weights=" + weights});
    EXPECT_THROW(run_experiment(*device, options, scratch / "run", false), RequestError) << weights;
    EXPECT_FALSE(std::filesystem::exists(scratch / "run")) << weights;
  }
}

TEST(Run, RefusesAFolderThatHoldsARun) {
  const PrivateCache scratch;
  const auto device = open_device("cpu");
  const auto options = tiny_experiment("us8k_mini.yaml");
  run_experiment(*device, options, scratch / "run", false);
  const std::string before = read_file(scratch / "run" / "results.json");
  EXPECT_THROW(run_experiment(*device, options, scratch / "run", false), RequestError);
  EXPECT_EQ(read_file(scratch / "run" / "results.json"), before);
  EXPECT_THROW(
      run_experiment(*device, tiny_experiment("us8k_mini.yaml", {"seed=9"}), scratch / "run", true),
      RequestError);
}

TEST(Run, BadFilesAreListedAndTheRestGoesOn) {
  const PrivateCache scratch;
  const auto device = open_device("cpu");
  dataset::write_miniature(scratch / "data", {.miniature = {.clips = 1, .seconds = 1.0}});
  std::string victim;
  for (const auto& entry :
       std::filesystem::directory_iterator(scratch / "data" / "audio" / "fold1")) {
    victim = std::max(victim, entry.path().string());
  }
  std::ofstream(victim, std::ios::trunc) << "this is no recording";
  const std::string root = "dataset.root=" + (scratch / "data").string();
  const auto results =
      run_experiment(*device, tiny_experiment("us8k_mini.yaml", {root}), scratch / "run", false);
  ASSERT_EQ(results.bad_files.size(), 1u);
  EXPECT_EQ("fold1/" + std::filesystem::path(victim).filename().string(),
            results.bad_files.front().name);
  EXPECT_FALSE(results.bad_files.front().reason.empty());
  EXPECT_FALSE(results.synthetic);
  EXPECT_THROW(
      run_experiment(*device, tiny_experiment("us8k_mini.yaml", {root, "dataset.on_bad_file=fail"}),
                     scratch / "other", false),
      Error);
}

TEST(RunFolder, DefaultIsNamedByExperimentAndTime) {
  const auto folder = default_run_folder("us8k_folds", false);
  EXPECT_EQ(folder.parent_path(), std::filesystem::path("runs/us8k_folds"));
  EXPECT_EQ(folder.string().find(':'), std::string::npos);
  EXPECT_THROW(default_run_folder("no_such_experiment", true), RequestError);
}

TEST(Devices, UnknownAndAbsentOnesAreRefusedInOneLine) {
  for (const char* name : {"gpu", "cuda"}) {
    if (std::string(name) == "cuda" && cuda_available()) continue;
    try {
      open_device(name);
      FAIL() << name;
    } catch (const RequestError& error) {
      EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace timbre::experiment
