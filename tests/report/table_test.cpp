#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "report/format.hpp"
#include "sample_run.hpp"
#include "timbre/report/results.hpp"

namespace timbre::report {
namespace {

using test::sample_run;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string line_with(const std::string& text, const std::string& part) {
  for (const std::string& line : lines_of(text)) {
    if (line.find(part) != std::string::npos) return line;
  }
  return "no line with " + part;
}

TEST(Format, WritesFoldsAsRanges) {
  EXPECT_EQ(folds_text({1, 2, 3, 4, 5, 6, 7, 8}), "1-8");
  EXPECT_EQ(folds_text({10, 1, 4, 5, 7}), "1, 4-5, 7, 10");
  EXPECT_EQ(folds_text({}), "–");
}

TEST(Format, WritesADashForNoValue) {
  EXPECT_EQ(fixed(0.12345), "0.123");
  EXPECT_EQ(fixed(2.0, 0), "2");
  EXPECT_EQ(fixed(std::nan("")), "–");
  EXPECT_EQ(fixed(std::optional<double>()), "–");
}

TEST(ResultsTable, AlignsTrialsAndMeans) {
  RunResults run = sample_run(2);
  run.trials[0].test.accuracy = 0.5;
  run.trials[1].test.accuracy = 0.75;
  const std::string table = results_table(run);
  EXPECT_THAT(line_with(table, "3-10"), HasSubstr("43723/5119/200      10  1.133     0.500"));
  const std::string mean = line_with(table, "mean");
  const std::string deviation = line_with(table, "± std");
  EXPECT_THAT(mean, HasSubstr("0.625"));
  EXPECT_THAT(deviation, HasSubstr("0.125"));
  EXPECT_EQ(display_width(mean), display_width(deviation));
  EXPECT_EQ(display_width(mean), display_width(line_with(table, "clip accuracy")));
}

TEST(ResultsTable, PutsTheDocumentBelow) {
  const std::string document = line_with(results_table(sample_run(2)), "0.889");
  EXPECT_THAT(document, StartsWith("document"));
  EXPECT_THAT(document, HasSubstr("0.591"));
}

TEST(ResultsTable, ShowsWhatIsCountedOtherwise) {
  RunResults run = sample_run(2);
  EXPECT_THAT(results_table(run), Not(HasSubstr("counted otherwise")));
  run.trials[0].other_scores = {{.name = "going round", .examples = 8, .correct = 2}};
  run.trials[1].other_scores = {{.name = "going round", .examples = 8, .correct = 6}};
  EXPECT_THAT(results_table(run),
              HasSubstr("counted otherwise, going round: 2 of 8, 6 of 8 (mean 0.500)\n"));
  run.trials.pop_back();
  EXPECT_THAT(results_table(run), HasSubstr("counted otherwise, going round: 2 of 8 (0.250)\n"));
}

TEST(ResultsTable, NeverComparesTheMiniature) {
  RunResults run = sample_run(2);
  run.synthetic = true;
  const std::string table = results_table(run);
  EXPECT_THAT(table, HasSubstr("Synthetic data"));
  EXPECT_THAT(table, HasSubstr("Nothing here may be compared with document 001"));
  EXPECT_THAT(table, Not(HasSubstr("0.591")));
  EXPECT_THAT(table, Not(HasSubstr("0.889")));
}

TEST(ResultsTable, SaysWhatIsMissing) {
  RunResults run = sample_run(2);
  run.trials[1].test.roc_auc_macro.reset();
  run.trials[1].test.roc_auc_note = "left out of the mean: siren has no example in the test set";
  const std::string table = results_table(run);
  EXPECT_THAT(table, HasSubstr("ROC-AUC of trial 2, left out of the mean: siren has no example"));
  EXPECT_THAT(table, HasSubstr("tests on fold 6: fold 6 has no files here"));
  EXPECT_THAT(table, HasSubstr("1 file could not be read"));
}

TEST(ResultsTable, TakesARunWithoutTrials) {
  EXPECT_THAT(line_with(results_table(sample_run(0)), "mean"), HasSubstr("–"));
}

}  // namespace
}  // namespace timbre::report
