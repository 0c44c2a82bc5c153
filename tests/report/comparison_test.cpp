#include "timbre/report/comparison.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sample_run.hpp"
#include "support/scratch.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/file.hpp"

namespace timbre::report {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using timbre::test::Scratch;

// A finished run in which both trials have this accuracy and spread.
fs::path make_run(const fs::path& folder, const std::string& yaml, double accuracy,
                  bool synthetic = false) {
  RunResults run = test::sample_run(2);
  run.trials[0].test.accuracy = accuracy - 0.125;
  run.trials[1].test.accuracy = accuracy + 0.125;
  run.synthetic = synthetic;
  write_file(folder / "experiment.yaml", yaml);
  write_file(folder / "results.json", to_json(run).dump());
  return folder;
}

TEST(Comparison, HasAColumnForWhatDiffers) {
  const Scratch folder;
  const Comparison comparison = compare_runs(
      {make_run(folder / "a", "name: x\ntraining: {epochs: 3, rate: 0.1}\n", 0.5),
       make_run(folder / "b", "name: x\ntraining: {epochs: 3, rate: 0.2, decay: 1}\n", 0.625)});
  EXPECT_THAT(comparison.differing, ElementsAre("training.decay", "training.rate"));
  EXPECT_THAT(comparison.over_seeds, testing::IsEmpty());
  const std::string text = comparison_markdown(comparison);
  EXPECT_THAT(text,
              HasSubstr("| run | training.decay | training.rate | trials | loss | accuracy |"));
  EXPECT_THAT(text, HasSubstr("|---|---|---|---:|---:|"));
  EXPECT_THAT(text, HasSubstr("\n| a | – | 0.1 | 2 |"));
  EXPECT_THAT(text, HasSubstr("| 0.500 ± 0.125 |"));
  EXPECT_THAT(text, HasSubstr("\n| b | 1 | 0.2 | 2 |"));
  EXPECT_THAT(text, HasSubstr("| 0.625 ± 0.125 |"));
  EXPECT_THAT(text, Not(HasSubstr("Synthetic")));
}

TEST(Comparison, TakesADocumentsScoresForNoSetting) {
  const Scratch folder;
  const auto comparison =
      compare_runs({make_run(folder / "a", "rate: 1\nexpected: {accuracy: 0.5}\n", 0.5),
                    make_run(folder / "b", "rate: 2\nexpected: {accuracy: 0.6}\n", 0.5)});
  EXPECT_THAT(comparison.differing, ElementsAre("rate"));
}

TEST(Comparison, TakesTheMeanOverSeeds) {
  const Scratch folder;
  const Comparison comparison = compare_runs({make_run(folder / "a", "rate: 1\nseed: 1\n", 0.25),
                                              make_run(folder / "b", "rate: 2\nseed: 1\n", 0.5),
                                              make_run(folder / "c", "rate: 1\nseed: 2\n", 0.75)});
  ASSERT_EQ(comparison.over_seeds.size(), 2u);
  const ComparedRun& first = comparison.over_seeds.front();
  EXPECT_EQ(first.name, "2 seeds");
  EXPECT_EQ(first.settings.at("seed"), "1, 2");
  EXPECT_EQ(first.scores.at("accuracy").mean, 0.5);
  EXPECT_EQ(first.scores.at("accuracy").std, 0.25);
  EXPECT_EQ(comparison.over_seeds.back().scores.at("accuracy").count, 1);
  EXPECT_THAT(comparison_markdown(comparison), HasSubstr("\n| 2 seeds | 1 | 1, 2 | 4 |"));
}

TEST(Comparison, NamesWhatIsSyntheticOrUnfinished) {
  const Scratch folder;
  write_file(folder / "half/experiment.yaml", "rate: 3\n");
  const Comparison comparison =
      compare_runs({make_run(folder / "a", "rate: 1\n", 0.5, true), folder / "half"});
  const std::string text = comparison_markdown(comparison);
  EXPECT_THAT(text, HasSubstr("Synthetic data: the built-in miniature, not recordings: a."));
  EXPECT_THAT(text, HasSubstr("Not finished, and left out: " + (folder / "half").string()));
}

TEST(Comparison, TellsEqualNamesApart) {
  const Scratch folder;
  const auto comparison = compare_runs({make_run(folder / "one/run", "rate: 1\n", 0.5),
                                        make_run(folder / "two/run/", "rate: 2\n", 0.5)});
  EXPECT_EQ(comparison.runs[0].name, (folder / "one/run").string());
  EXPECT_EQ(comparison.runs[1].name, (folder / "two/run/").string());
}

TEST(Comparison, RefusesWhatIsNoRun) {
  const Scratch folder;
  EXPECT_THROW(compare_runs({folder / "none"}), RequestError);
  write_file(folder / "half/experiment.yaml", "rate: 3\n");
  EXPECT_THROW(compare_runs({folder / "half"}), RequestError);
}

TEST(Comparison, EscapesWhatTablesWouldRead) {
  const Scratch folder;
  const Comparison comparison = compare_runs(
      {make_run(folder / "a", "name: 'x|y'\n", 0.5), make_run(folder / "b", "name: <b>\n", 0.5)});
  EXPECT_THAT(comparison_markdown(comparison), HasSubstr("| a | x\\|y |"));
  const std::string html = comparison_html(comparison);
  EXPECT_THAT(html, HasSubstr("<td class=\"text\">&lt;b&gt;</td>"));
  EXPECT_THAT(html, HasSubstr("<title>2 runs side by side</title>"));
}

TEST(Comparison, WritesJson) {
  const Scratch folder;
  const Json json = to_json(compare_runs({make_run(folder / "a", "rate: 1\n", 0.5),
                                          make_run(folder / "b", "rate: 2\nseed: 1\n", 0.75)}));
  const Json& second = json.at("runs").items().at(1);
  EXPECT_EQ(second.at("settings").at("rate").text(), "2");
  EXPECT_EQ(second.at("mean").at("accuracy").number(), 0.75);
  EXPECT_EQ(second.at("std").at("accuracy").number(), 0.125);
  EXPECT_TRUE(json.at("runs").items().at(0).at("settings").at("seed").is_null());
}

}  // namespace
}  // namespace timbre::report
