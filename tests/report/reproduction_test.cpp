#include "timbre/report/reproduction.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sample_run.hpp"
#include "timbre/core/error.hpp"

namespace timbre::report {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// Both trials have an accuracy an eighth away from this.
RunResults run_with(std::int64_t seed, double accuracy) {
  RunResults run = test::sample_run(2);
  run.seed = seed;
  run.synthetic = false;
  run.expected = {.accuracy = 0.59, .roc_auc = {}, .source = "document 001: its table"};
  run.trials[0].test.accuracy = accuracy - 0.125;
  run.trials[1].test.accuracy = accuracy + 0.125;
  return run;
}

const ReproducedScore& score_of(const Reproduced& row, const std::string& key) {
  for (const ReproducedScore& score : row.scores) {
    if (score.key == key) return score;
  }
  throw Error("no score " + key);
}

Reproduced refused() {
  Reproduced row;
  row.experiment = "us8k_trials";
  row.document = "001";
  row.mode = "fixed";
  row.refusal = "fold 4 is absent";
  return row;
}

TEST(Reproduction, OfOneSeedSpreadsOverTrials) {
  const Reproduced row = reproduced({run_with(1, 0.5)});
  const ReproducedScore& accuracy = score_of(row, "accuracy");
  EXPECT_EQ(accuracy.ours.mean, 0.5);
  EXPECT_EQ(accuracy.ours.std, 0.125);
  EXPECT_EQ(accuracy.printed, 0.59);
  EXPECT_EQ(score_of(row, "roc_auc_macro").printed, std::nullopt);
  EXPECT_EQ(row.trials, 2);
  EXPECT_EQ(row.test, 400);
}

TEST(Reproduction, TellsWhatEachSeedCountsOtherwise) {
  RunResults first = run_with(1, 0.5), second = run_with(4, 0.5);
  for (RunResults* run : {&first, &second}) {
    for (TrialResult& trial : run->trials)
      trial.other_scores = {{.name = "going round", .examples = 8, .correct = run->seed}};
  }
  const std::string counts = "counted otherwise, going round: ";
  EXPECT_THAT(reproduction_markdown({reproduced({first, second})}),
              testing::AllOf(HasSubstr(counts + "1 of 8, 1 of 8 (mean 0.125)."),
                             HasSubstr(counts + "4 of 8, 4 of 8 (mean 0.500).")));
}

TEST(Reproduction, OfSeveralSeedsSpreadsOverTheirMeans) {
  const Reproduced row = reproduced({run_with(1, 0.5), run_with(4, 0.75)});
  EXPECT_EQ(score_of(row, "accuracy").ours.mean, 0.625);
  EXPECT_EQ(score_of(row, "accuracy").ours.std, 0.125);
  EXPECT_EQ(score_of(row, "accuracy").ours.count, 2);
  EXPECT_THAT(row.seeds, ElementsAre(1, 4));
  EXPECT_EQ(row.test, 400) << "examples are those of one seed";
}

TEST(Reproduction, NeedsARun) {
  EXPECT_THROW(reproduced({}), Error);
}

TEST(Reproduction, PutsTheDocumentsNumbersBesideOurs) {
  const std::string text = reproduction_markdown({reproduced({run_with(1, 0.5)}), refused()});
  EXPECT_THAT(text, HasSubstr("## Document 001"));
  EXPECT_THAT(text, HasSubstr("| us8k_folds | faithful | 0.590 | – | 0.500 ± 0.125 |"));
  EXPECT_THAT(text, HasSubstr("the document's numbers are from document 001: its table."));
  EXPECT_THAT(text, HasSubstr("- us8k_folds: Folds that are not on this machine: 4 5 6."));
  EXPECT_THAT(text, HasSubstr("tests folds 6: fold 6 has no files here"));
  EXPECT_THAT(text, HasSubstr("us8k_trials, fixed, could not run here: fold 4 is absent"));
  EXPECT_THAT(text, Not(HasSubstr("miniature")));
}

TEST(Reproduction, SaysWhatIsSynthetic) {
  RunResults run = run_with(1, 0.5);
  run.synthetic = true;
  const std::string text = reproduction_markdown({reproduced({run})});
  EXPECT_THAT(text, HasSubstr("us8k_folds (synthetic) | faithful | 0.590"));
  EXPECT_THAT(text, HasSubstr("nothing may be compared"));
}

TEST(Reproduction, AsJsonHasEveryScoreOrTheRefusal) {
  const Json json = to_json({reproduced({run_with(1, 0.5)}), refused()});
  const Json& row = json.at("experiments").items().at(0);
  EXPECT_EQ(row.at("scores").at("accuracy").at("mean").number(), 0.5);
  EXPECT_EQ(row.at("scores").at("accuracy").at("document").number(), 0.59);
  EXPECT_TRUE(row.at("scores").at("f1_macro").at("document").is_null());
  EXPECT_EQ(row.at("examples").at("test").integer(), 400);
  EXPECT_EQ(json.at("experiments").items().at(1).at("refusal").text(), "fold 4 is absent");
}

TEST(Reproduction, AsPageEscapesWhatRunsSay) {
  RunResults run = run_with(1, 0.5);
  run.notes = {"a <b> folder"};
  const std::string page = reproduction_html({reproduced({run}), refused()});
  EXPECT_THAT(page, HasSubstr("a &lt;b&gt; folder"));
  EXPECT_THAT(page, HasSubstr("fold 4 is absent"));
  EXPECT_THAT(page, Not(HasSubstr("<b>")));
}

}  // namespace
}  // namespace timbre::report
