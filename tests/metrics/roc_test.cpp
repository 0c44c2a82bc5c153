#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "timbre/core/error.hpp"
#include "timbre/core/random.hpp"
#include "timbre/metrics/ranking.hpp"

namespace timbre::metrics {
namespace {

using Labels = std::vector<std::int32_t>;

// Of label 1 against the rest.
std::optional<double> roc_auc(const std::vector<float>& scores, const Labels& labels) {
  constexpr int classes = 2, positive = 1;
  std::vector<float> probabilities;
  for (const float score : scores) probabilities.insert(probabilities.end(), {0.0f, score});
  return cpu_ranking()->roc_auc_by_class(probabilities, labels, classes)[positive];
}

// The area is the probability that a positive scores above a negative, ties counting one half
// (Hanley and McNeil, 1982); all pairs, without a curve.
double pairwise_auc(const std::vector<float>& scores, const Labels& labels) {
  double won = 0;
  double pairs = 0;
  for (std::size_t positive = 0; positive < labels.size(); ++positive) {
    for (std::size_t negative = 0; negative < labels.size(); ++negative) {
      if (labels[positive] != 1 || labels[negative] == 1) continue;
      ++pairs;
      if (scores[positive] > scores[negative]) won += 1;
      if (scores[positive] == scores[negative]) won += 0.5;
    }
  }
  return won / pairs;
}

TEST(RocAuc, IsOneWhenAllPositivesScoreHigher) {
  const std::vector<float> scores = {0.9f, 0.8f, 0.2f, 0.1f};
  EXPECT_EQ(roc_auc(scores, Labels{1, 1, 0, 0}), 1.0);
  EXPECT_EQ(roc_auc(scores, Labels{0, 0, 1, 1}), 0.0);
}

TEST(RocAuc, IsAHalfWhenAllScoresAreEqual) {
  // Without collapsing ties the answer would depend on the order of the rows.
  const std::vector<float> scores(5, 0.25f);
  EXPECT_EQ(roc_auc(scores, Labels{1, 0, 0, 1, 0}), 0.5);
  EXPECT_EQ(roc_auc(scores, Labels{0, 0, 0, 1, 1}), 0.5);
}

TEST(RocAuc, AgreesWithAllPairs) {
  for (std::uint32_t round = 0; round < 40; ++round) {
    const RandomKey key{7, RandomUse::synthesis, round};
    const std::uint64_t examples = 20 + 7 * round;
    const float levels = static_cast<float>(2 + round % 9);  // few levels give many ties
    std::vector<float> scores;
    Labels labels = {0, 1};
    for (std::uint64_t example = 0; example < examples; ++example) {
      const RandomBlock block = key.block(example, 0);
      scores.push_back(std::floor(uniform(block.word[0]) * levels) / levels);
      if (example >= 2) labels.push_back(static_cast<std::int32_t>(block.word[1] % 3));
    }
    // Both are quotients of the same two exact numbers, rounded once.
    EXPECT_EQ(roc_auc(scores, labels), pairwise_auc(scores, labels)) << "round " << round;
  }
}

TEST(RocAuc, ReadsTheColumnsOfAMatrix) {
  const std::vector<float> matrix = {0.1f, 0.9f, 0.6f, 0.4f, 0.8f, 0.2f};  // [3, 2]
  const auto areas = cpu_ranking()->roc_auc_by_class(matrix, Labels{1, 0, 1}, 2);
  EXPECT_EQ(areas, (std::vector<std::optional<double>>{0.5, 0.5}));
}

TEST(RocAuc, IsEmptyWithoutTwoSides) {
  const std::vector<float> scores = {0.1f, 0.9f};
  EXPECT_FALSE(roc_auc(scores, Labels{1, 1}));
  EXPECT_FALSE(roc_auc(scores, Labels{0, 0}));
  EXPECT_FALSE(roc_auc({}, Labels{}));
}

TEST(RocAuc, RefusesScoresThatAreNoNumbers) {
  const std::vector<float> scores = {0.1f, std::nanf(""), 0.3f};
  try {
    roc_auc(scores, Labels{1, 0, 0});
    FAIL() << "NaN was taken for a score";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("example 1 is not a number"), std::string::npos);
  }
}

TEST(RocAuc, RefusesTooFewScores) {
  const std::vector<float> scores = {0.1f, 0.9f, 0.3f};
  EXPECT_THROW(roc_auc(scores, Labels{1, 0, 0, 1}), ContractError);
}

}  // namespace
}  // namespace timbre::metrics
