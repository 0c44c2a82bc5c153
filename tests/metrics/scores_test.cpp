#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "timbre/core/error.hpp"
#include "timbre/metrics/ranking.hpp"
#include "timbre/metrics/scores.hpp"

namespace timbre::metrics {
namespace {

using Labels = std::vector<std::int32_t>;
using testing::ElementsAre;

const std::vector<std::string> three_classes = {"bark", "horn", "siren"};

// Rows that put all probability on one class.
std::vector<float> certain(const Labels& predicted, int classes) {
  std::vector<float> rows(predicted.size() * classes, 0.0f);
  for (std::size_t row = 0; row < predicted.size(); ++row) rows[row * classes + predicted[row]] = 1;
  return rows;
}

TEST(ArgmaxRows, TakesTheLowestOfEquals) {
  const std::vector<float> rows = {0.2f, 0.4f, 0.4f, 0.5f, 0.25f, 0.5f, 0, 0, 0};
  EXPECT_THAT(argmax_rows(rows, 3), ElementsAre(1, 0, 0));
  EXPECT_THROW(argmax_rows(rows, 2), ContractError);
}

TEST(MeanAveragePrecision, RewardsThePlaceOfTheLabel) {
  const std::vector<float> rows = {0.1f, 0.2f, 0.3f, 0.4f, 0.4f, 0.1f, 0.4f, 0.1f};
  const auto of = [&](const Labels& labels) { return mean_average_precision(rows, labels, 4, 3); };
  EXPECT_EQ(of({3, 0}), 1.0);
  EXPECT_EQ(of({2, 2}), 0.5) << "second by its probability, and by its number among equals";
  EXPECT_DOUBLE_EQ(of({1, 1}), 1.0 / 3.0);
  EXPECT_EQ(of({0, 3}), 0.0) << "fourth";
  EXPECT_EQ(mean_average_precision({}, {}, 4, 3), 0.0);
  EXPECT_THROW(mean_average_precision(rows, Labels{1}, 4, 3), ContractError);
}

TEST(Score, CountsTruthByRowsAndPredictionByColumns) {
  const Scores scores =
      score(*cpu_ranking(), certain({1, 1, 2, 0}, 3), Labels{1, 0, 2, 0}, three_classes);
  EXPECT_THAT(scores.confusion.counts, ElementsAre(1, 1, 0, 0, 1, 0, 0, 0, 1));
  EXPECT_EQ(scores.confusion.at(0, 1), 1);
  EXPECT_EQ(scores.examples, 4);
  EXPECT_EQ(scores.accuracy, 0.75);
  EXPECT_EQ(scores.f1_micro, 0.75);
}

TEST(Score, GivesPrecisionRecallAndF) {
  const Scores scores =
      score(*cpu_ranking(), certain({1, 1, 2, 0}, 3), Labels{1, 0, 2, 0}, three_classes);
  const ClassScores& bark = scores.per_class[0];
  EXPECT_EQ(bark.precision, 1.0);
  EXPECT_EQ(bark.recall, 0.5);
  EXPECT_DOUBLE_EQ(bark.f1, 2.0 / 3.0);
  EXPECT_EQ(bark.support, 2);
  const ClassScores& horn = scores.per_class[1];
  EXPECT_EQ(horn.precision, 0.5);
  EXPECT_EQ(horn.recall, 1.0);
  EXPECT_DOUBLE_EQ(scores.f1_macro, (2.0 / 3.0 + 2.0 / 3.0 + 1.0) / 3.0);
}

TEST(Score, IsZeroWhereNothingCanBeDivided) {
  // siren is neither true nor predicted; horn is true but never predicted.
  const Scores scores = score(*cpu_ranking(), certain({0, 0}, 3), Labels{0, 1}, three_classes);
  EXPECT_EQ(scores.per_class[1].precision, 0.0);
  EXPECT_EQ(scores.per_class[1].f1, 0.0);
  EXPECT_EQ(scores.per_class[2].recall, 0.0);
  EXPECT_EQ(scores.per_class[2].support, 0);
  // scikit-learn's macro mean is over the labels that it meets: bark (2/3) and horn (0).
  EXPECT_DOUBLE_EQ(scores.f1_macro, (2.0 / 3.0) / 2.0);
}

TEST(Score, ExplainsClassesWithoutARocCurve) {
  const Scores absent =
      score(*cpu_ranking(), certain({0, 1, 1}, 3), Labels{0, 1, 0}, three_classes);
  EXPECT_FALSE(absent.per_class[2].roc_auc);
  EXPECT_EQ(absent.roc_auc_note, "left out of the mean: siren has no example in the test set");
  ASSERT_TRUE(absent.roc_auc_macro);
  EXPECT_EQ(*absent.roc_auc_macro,
            (*absent.per_class[0].roc_auc + *absent.per_class[1].roc_auc) / 2);

  const Scores alone = score(*cpu_ranking(), certain({0, 1}, 2), Labels{1, 1}, {"bark", "horn"});
  EXPECT_FALSE(alone.roc_auc_macro);
  EXPECT_EQ(alone.roc_auc_note,
            "left out of the mean: bark has no example in the test set; "
            "horn is the only class in the test set");
}

TEST(Score, TakesAnEmptySet) {
  const Scores scores = score(*cpu_ranking(), {}, {}, three_classes);
  EXPECT_EQ(scores.examples, 0);
  EXPECT_EQ(scores.accuracy, 0.0);
  EXPECT_FALSE(scores.roc_auc_macro);
  EXPECT_EQ(scores.per_class.size(), 3u);
}

TEST(Score, RefusesLabelsOutsideOfTheClasses) {
  EXPECT_THROW(score(*cpu_ranking(), certain({0}, 3), Labels{3}, three_classes), ContractError);
  EXPECT_THROW(score(*cpu_ranking(), certain({0}, 3), Labels{-1}, three_classes), ContractError);
  EXPECT_THROW(score(*cpu_ranking(), certain({0, 1}, 3), Labels{1}, three_classes), ContractError);
}

}  // namespace
}  // namespace timbre::metrics
