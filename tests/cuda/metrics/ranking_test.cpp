// Sorted scores on every device: the CPU's numbers to the bit.
#include "timbre/metrics/ranking.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "cuda/every_device.hpp"
#include "emulator/runtime/report.hpp"
#include "support/golden.hpp"
#include "timbre/core/error.hpp"
#include "timbre/metrics/scores.hpp"

namespace timbre::test {
namespace {

using metrics::TopLoss;
using testing::ElementsAre;
using testing::IsEmpty;

class RankingTest : public EveryDevice {
 protected:
  RankingTest() : here(metrics::ranking(device())) {
    cpu->makers().set(metrics::cpu_rankings());
    there = metrics::ranking(*cpu);
  }

  void expect_areas(const std::vector<float>& probabilities,
                    const std::vector<std::int32_t>& labels, int classes) {
    const auto areas = here->roc_auc_by_class(probabilities, labels, classes);
    EXPECT_EQ(areas, there->roc_auc_by_class(probabilities, labels, classes));
    ASSERT_EQ(std::ssize(areas), classes);
  }

  std::unique_ptr<metrics::Ranking> here;
  std::unique_ptr<Device> cpu = open_cpu();
  std::unique_ptr<metrics::Ranking> there;
};
TIMBRE_ON_EVERY_DEVICE(RankingTest);

TEST_P(RankingTest, GivesTheAreasOfTheCpu) {
  constexpr int classes = 5, examples = 301;
  std::vector<std::int32_t> labels;
  for (int example = 0; example < examples; ++example) labels.push_back(example * 7 % classes);
  expect_areas(noise(classes * examples, 1), labels, classes);
}

TEST_P(RankingTest, CollapsesTies) {
  constexpr int classes = 3, examples = 100;
  std::vector<std::int32_t> labels;
  std::vector<float> probabilities = noise(classes * examples, 2);
  for (float& value : probabilities) value = std::round(value * 2) / 2;  // five values, two zeros
  for (int example = 0; example < examples; ++example) labels.push_back(example % classes);
  expect_areas(probabilities, labels, classes);
  expect_areas(std::vector<float>(classes * examples, 0.25f), labels, classes);
  EXPECT_EQ(here->roc_auc_by_class(std::vector<float>(classes * examples, 0.25f), labels, classes),
            (std::vector<std::optional<double>>(classes, 0.5)));
}

TEST_P(RankingTest, ScoresAreThoseOfTheCpu) {
  const std::vector<std::string> names = {"one", "two", "three", "absent"};
  std::vector<std::int32_t> labels;
  for (int example = 0; example < 60; ++example) labels.push_back(example % 3);
  const std::vector<float> probabilities = noise(4 * labels.size(), 8);
  const metrics::Scores ours = metrics::score(*here, probabilities, labels, names);
  const metrics::Scores theirs = metrics::score(*there, probabilities, labels, names);
  EXPECT_EQ(ours.roc_auc_macro, theirs.roc_auc_macro);
  EXPECT_EQ(ours.roc_auc_note, theirs.roc_auc_note);
  EXPECT_EQ(ours.per_class[3].roc_auc, std::nullopt);
}

TEST_P(RankingTest, LeavesOutClassesThatAreAbsentOrAlone) {
  expect_areas({0.1f, 0.9f, 0.2f, 0.3f, 0.6f, 0.4f}, {1, 1}, 3);
  EXPECT_THAT(here->roc_auc_by_class(std::vector{0.1f, 0.9f, 0.2f, 0.3f, 0.6f, 0.4f},
                                     std::vector<std::int32_t>{1, 1}, 3),
              ElementsAre(std::nullopt, std::nullopt, std::nullopt));
  expect_areas({0.1f, 0.9f, 0.0f, 0.3f, 0.6f, 0.1f}, {0, 1}, 3);
  EXPECT_THAT(here->roc_auc_by_class({}, {}, 2), ElementsAre(std::nullopt, std::nullopt));
}

TEST_P(RankingTest, FindsTheLargestLosses) {
  const std::vector<float> losses = {0.5f, 3.0f, -1.0f, 3.0f, 0.0f, -0.0f, 9.0f};
  EXPECT_THAT(here->top_losses(losses, 4),
              ElementsAre(TopLoss{6, 9.0f}, TopLoss{1, 3.0f}, TopLoss{3, 3.0f}, TopLoss{0, 0.5f}));
  EXPECT_EQ(here->top_losses(losses, 100), there->top_losses(losses, 100));
  EXPECT_THAT(here->top_losses(losses, 0), IsEmpty());
  EXPECT_THAT(here->top_losses({}, 3), IsEmpty());
  const std::vector<float> many = noise(1000, 6, 5.0);
  EXPECT_EQ(here->top_losses(many, 37), there->top_losses(many, 37));
}

TEST_P(RankingTest, SumsRaggedOffsets) {
  const std::vector<std::int64_t> counts = {3, 0, 1, std::int64_t{1} << 40, 2};
  EXPECT_EQ(here->ragged_offsets(counts), there->ragged_offsets(counts));
  EXPECT_THAT(here->ragged_offsets(std::vector<std::int64_t>{4, 2}), ElementsAre(0, 4, 6));
  EXPECT_THAT(here->ragged_offsets({}), ElementsAre(0));
}

TEST_P(RankingTest, RefusesWhatIsNoNumber) {
  const std::vector<float> odd = {0.5f, NAN, 0.1f, 0.9f};
  EXPECT_THROW(here->roc_auc_by_class(odd, std::vector<std::int32_t>{0, 1}, 2), Error);
  EXPECT_THROW(here->top_losses(odd, 2), Error);
}

TEST_P(RankingTest, AllocatesNothingTheSecondTime) {
  if (GetParam() != "emulated") GTEST_SKIP() << "asks the emulated device for its allocations";
  const std::vector<float> losses = noise(300, 3);
  std::vector<std::int32_t> labels(100, 0);
  labels[7] = 2;
  const auto rank = [&] {
    here->top_losses(losses, 3);
    here->roc_auc_by_class(losses, labels, 3);
  };
  rank();
  const auto before = emulated::statistics().allocations;
  rank();
  EXPECT_EQ(emulated::statistics().allocations, before);
}

}  // namespace
}  // namespace timbre::test
