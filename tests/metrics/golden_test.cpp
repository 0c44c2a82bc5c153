// Against scikit-learn; tools/golden/README.md describes metrics.json.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "support/golden.hpp"
#include "support/tolerance.hpp"
#include "timbre/metrics/ranking.hpp"
#include "timbre/metrics/scores.hpp"

namespace timbre::metrics {
namespace {

using test::noise_at;

const test::Tolerance written_digits{
    0.0, 5e-12, "lists have 12 digits: half a unit of the last is at most this share"};
const test::Tolerance rounding{0.0, 1e-15, "a mean of 10 numbers in another order: 4 roundings"};

struct GoldenScores {
  Json file = test::golden("metrics");
  int classes = static_cast<int>(file.at("classes").integer());

  // Scores in eighths, exact in float32, with many ties.
  std::vector<float> scores(const std::vector<std::int32_t>& labels) const {
    const auto seed = static_cast<std::uint32_t>(file.at("score_seed").integer());
    const double levels = file.at("levels").number();
    std::vector<float> matrix;
    for (std::uint32_t index = 0; index < labels.size() * classes; ++index) {
      double score = std::floor((noise_at(index, seed) + 1) / 2 * levels) / levels;
      if (static_cast<int>(index) % classes == labels[index / classes]) {
        score += file.at("bonus").number();
      }
      matrix.push_back(static_cast<float>(score));
    }
    return matrix;
  }
};

std::vector<std::int32_t> integers(const Json& json) {
  std::vector<std::int32_t> values;
  for (const Json& item : json.items()) values.push_back(static_cast<std::int32_t>(item.integer()));
  return values;
}

std::vector<double> column(const Scores& scores, double ClassScores::*member) {
  std::vector<double> values;
  for (const ClassScores& of_class : scores.per_class) values.push_back(of_class.*member);
  return values;
}

void expect_same_areas(const Scores& scores, const Json& expected) {
  ASSERT_EQ(scores.per_class.size(), expected.items().size());
  for (std::size_t label = 0; label < scores.per_class.size(); ++label) {
    const Json& area = expected.items()[label];
    ASSERT_EQ(scores.per_class[label].roc_auc.has_value(), !area.is_null()) << "class " << label;
    if (area.is_null()) continue;
    test::expect_close(*scores.per_class[label].roc_auc, area.number(), written_digits);
  }
}

void expect_same_counts(const Scores& scores, const Json& expected) {
  const auto support = integers(expected.at("support"));
  for (int truth = 0; truth < scores.confusion.classes; ++truth) {
    EXPECT_EQ(scores.per_class[truth].support, support[truth]);
    const auto row = integers(expected.at("confusion").items().at(truth));
    for (int guess = 0; guess < scores.confusion.classes; ++guess) {
      EXPECT_EQ(scores.confusion.at(truth, guess), row[guess]) << truth << " as " << guess;
    }
  }
}

TEST(GoldenScoresTest, AgreeWithScikitLearn) {
  const GoldenScores golden;
  ASSERT_EQ(golden.file.at("cases").items().size(), 2u);
  for (const Json& expected : golden.file.at("cases").items()) {
    SCOPED_TRACE(expected.at("name").text());
    const auto labels = integers(expected.at("labels"));
    const std::vector<std::string> names(golden.classes, "class");
    const Scores scores = score(*cpu_ranking(), golden.scores(labels), labels, names);

    EXPECT_EQ(scores.accuracy, expected.at("accuracy").number());
    EXPECT_EQ(scores.f1_micro, expected.at("f1_micro").number());
    ASSERT_TRUE(scores.roc_auc_macro);
    test::expect_close(*scores.roc_auc_macro, expected.at("roc_auc_macro").number(), rounding);
    expect_same_areas(scores, expected.at("roc_auc_per_class"));
    expect_same_counts(scores, expected);
    test::expect_close(column(scores, &ClassScores::precision), expected.at("precision").numbers(),
                       written_digits);
    test::expect_close(column(scores, &ClassScores::recall), expected.at("recall").numbers(),
                       written_digits);
    test::expect_close(column(scores, &ClassScores::f1), expected.at("f1").numbers(),
                       written_digits);
  }
}

}  // namespace
}  // namespace timbre::metrics
