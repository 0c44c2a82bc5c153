#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "sample_run.hpp"
#include "support/scratch.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/file.hpp"
#include "timbre/report/run_folder.hpp"

namespace timbre::report {
namespace {

namespace fs = std::filesystem;
using test::sample_run;
using test::sample_trial;
using testing::HasSubstr;
using testing::StartsWith;
using timbre::test::Scratch;

constexpr const char* resolved_yaml = "name: us8k\ntraining:\n  epochs: 50\n";

std::string refusal(const fs::path& path, const std::string& resolved, bool resume) {
  try {
    RunFolder(path, resolved, resume);
  } catch (const RequestError& error) {
    return error.what();
  }
  return "not refused";
}

std::vector<PredictionRow> sample_rows(int trial) {
  return {{trial, "fold1/a.wav", 0, 3, std::vector<float>(10, 0.1f)},
          {trial, "fold1/a.wav", -1, 3, std::vector<float>(10, 0.1f)}};
}

TEST(RunFolder, KeepsTheExperiment) {
  const Scratch folder;
  const RunFolder run(folder / "deep/run", resolved_yaml, false);
  EXPECT_EQ(run.path(), folder / "deep/run");
  EXPECT_EQ(read_file(folder / "deep/run/experiment.yaml"), resolved_yaml);
  EXPECT_EQ(run.trial_folder(3), folder / "deep/run/trials/03");
  EXPECT_TRUE(fs::is_directory(folder / "deep/run/trials/03"));
  EXPECT_EQ(run.trial_folder(12).filename(), "12");
}

TEST(RunFolder, NeverOverwritesARun) {
  const Scratch folder;
  { const RunFolder run(folder / "run", resolved_yaml, false); }
  EXPECT_THAT(refusal(folder / "run", resolved_yaml, false), HasSubstr("holds a run already"));
  EXPECT_THAT(refusal(folder / "run", resolved_yaml, false), HasSubstr("--resume"));
}

TEST(RunFolder, ResumesTheSameExperimentOnly) {
  const Scratch folder;
  EXPECT_THAT(refusal(folder / "run", resolved_yaml, true), HasSubstr("no run to resume"));
  EXPECT_FALSE(fs::exists(folder / "run"));
  { const RunFolder run(folder / "run", resolved_yaml, false); }
  { const RunFolder run(folder / "run", resolved_yaml, true); }
  const std::string changed = "name: us8k\ntraining:\n  epochs: 60\n";
  EXPECT_THAT(refusal(folder / "run", changed, true),
              HasSubstr("was '  epochs: 50' and is '  epochs: 60'"));
  EXPECT_THAT(refusal(folder / "run", std::string(resolved_yaml) + "seed: 1\n", true),
              HasSubstr("was '' and is 'seed: 1'"));
}

TEST(RunFolder, AdmitsOneProcess) {
  const Scratch folder;
  auto run = std::make_unique<RunFolder>(folder / "run", resolved_yaml, false);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const bool refused =
        refusal(folder / "run", resolved_yaml, true).find("another process") != std::string::npos;
    ::_exit(refused ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0) << "a second process entered the folder";
  run.reset();
  EXPECT_EQ(refusal(folder / "run", resolved_yaml, true), "not refused");
}

TEST(RunFolder, SaysWhyItCannotBeMade) {
  const Scratch folder;
  write_file(folder / "file", "");
  EXPECT_THAT(refusal(folder / "file/run", resolved_yaml, false),
              HasSubstr("choose another --out"));
}

TEST(RunFolder, AppendsToTheLog) {
  const Scratch folder;
  {
    RunFolder run(folder / "run", resolved_yaml, false);
    run.log("epoch", Json::object({{"trial", 1}, {"loss", 0.5}}));
    run.log("end", {});
  }
  const std::string log = read_file(folder / "run/log.jsonl");
  const std::size_t end = log.find('\n');
  const Json first = Json::parse(log.substr(0, end));
  EXPECT_EQ(first.at("event").text(), "epoch");
  EXPECT_EQ(first.at("loss").number(), 0.5);
  EXPECT_EQ(first.at("time").text().size(), std::string("2026-11-21T12:34:56Z").size());
  EXPECT_EQ(Json::parse(log.substr(end + 1)).at("event").text(), "end");
}

TEST(RunFolder, DropsTheHalfLineOfAKilledProcess) {
  const Scratch folder;
  { RunFolder(folder / "run", resolved_yaml, false).log("first", {}); }
  std::ofstream(folder / "run/log.jsonl", std::ios::app) << "{\"time\":\"2026-";
  { RunFolder(folder / "run", resolved_yaml, true).log("second", {}); }
  std::ifstream log(folder / "run/log.jsonl");
  std::vector<std::string> events;
  for (std::string line; std::getline(log, line);) {
    events.push_back(Json::parse(line).at("event").text());
  }
  EXPECT_THAT(events, testing::ElementsAre("first", "second"));
}

TEST(RunFolder, KeepsFinishedTrials) {
  const Scratch folder;
  TrialResult trial = sample_trial(2);
  trial.maps = sample_trial(1).maps;
  {
    RunFolder run(folder / "run", resolved_yaml, false);
    EXPECT_FALSE(run.has_trial(2));
    run.save_trial(2, trial, test::class_names(), sample_rows(2));
  }
  const RunFolder run(folder / "run", resolved_yaml, true);
  ASSERT_TRUE(run.has_trial(2));
  EXPECT_FALSE(run.has_trial(1));
  const TrialResult loaded = run.load_trial(2);
  EXPECT_EQ(to_json(loaded, test::class_names()).dump(),
            to_json(trial, test::class_names()).dump());
  ASSERT_EQ(loaded.maps.maps.size(), 2u);
  EXPECT_EQ(loaded.maps.maps[1].places, trial.maps.maps[1].places);
  EXPECT_EQ(to_json(loaded.maps, {}).dump(), to_json(trial.maps, {}).dump());
}

TEST(RunFolder, NamesADamagedTrial) {
  const Scratch folder;
  const RunFolder run(folder / "run", resolved_yaml, false);
  write_file(run.trial_folder(1) / "result.json", "{\"train_folds\": [1");
  try {
    run.load_trial(1);
    FAIL() << "half a file was read";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("trials/01/result.json"));
    EXPECT_THAT(error.what(), HasSubstr("delete its folder"));
  }
}

TEST(RunFolder, FinishesWithEveryOutput) {
  const Scratch folder;
  RunFolder run(folder / "run", resolved_yaml, false);
  const RunResults results = sample_run(2);
  for (int number = 1; number <= 2; ++number) {
    run.save_trial(number, results.trials[number - 1], test::class_names(), sample_rows(number));
  }
  run.finish(results, resolved_yaml);
  EXPECT_EQ(Json::load(folder / "run/results.json").at("trials").items().size(), 2u);
  EXPECT_EQ(read_file(folder / "run/report.html"), report_html(results, resolved_yaml));
  EXPECT_TRUE(fs::exists(folder / "run/events/trial_02"));
  const std::string predictions = read_file(folder / "run/predictions.csv");
  EXPECT_THAT(predictions, StartsWith("trial,clip,segment,label,prediction,air_conditioner,"));
  EXPECT_EQ(std::count(predictions.begin(), predictions.end(), '\n'), 5);
  EXPECT_THAT(predictions, HasSubstr("\r\n2,fold1/a.wav,vote,dog_bark,air_conditioner,0.1,"));
}

}  // namespace
}  // namespace timbre::report
