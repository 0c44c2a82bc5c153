#include "timbre/training/schedule.hpp"

#include <gtest/gtest.h>

#include "timbre/config/document.hpp"

namespace timbre::training {
namespace {

constexpr std::int64_t steps = 10;
constexpr int epochs = 20;

double at(const ScheduleOptions& options, int update) {
  return rate_share(options, update, steps, epochs);
}

TEST(Schedule, ConstantLeavesTheOptimisersRate) {
  EXPECT_TRUE(learning_rates({}, 0.1, 3, steps, epochs).empty());
  EXPECT_EQ(at({}, 0), 1.0);
  EXPECT_EQ(at({}, 199), 1.0);
}

TEST(Schedule, StepsChangeTheRateBetweenEpochs) {
  const ScheduleOptions options{.kind = ScheduleKind::step, .step_epochs = 5, .factor = 0.5};
  EXPECT_EQ(at(options, 49), 1.0);
  EXPECT_EQ(at(options, 50), 0.5);
  EXPECT_EQ(at(options, 199), 0.125);
}

TEST(Schedule, CosineFallsFromTheWholeToTheFinalShare) {
  const ScheduleOptions options{.kind = ScheduleKind::cosine, .final_share = 0.2};
  EXPECT_EQ(at(options, 0), 1.0);
  EXPECT_NEAR(at(options, 100), 0.6, 1e-15) << "half way between 1 and 0.2";
  EXPECT_NEAR(at(options, 199), 0.2, 1e-4) << "one update before the end: 0.8 (pi / 400)^2";
}

TEST(Schedule, WarmUpRisesInAStraightLineAndTheCosineFollows) {
  const ScheduleOptions options{.kind = ScheduleKind::cosine, .warm_up_epochs = 2.0};
  EXPECT_DOUBLE_EQ(at(options, 0), 0.05);
  EXPECT_DOUBLE_EQ(at(options, 9), 0.5);
  EXPECT_EQ(at(options, 19), 1.0);
  EXPECT_EQ(at(options, 20), 1.0);
  EXPECT_NEAR(at(options, 110), 0.5, 1e-15) << "half of the 180 updates after the warm-up";
}

TEST(Schedule, EpochsContinueEachOther) {
  const ScheduleOptions options{.kind = ScheduleKind::cosine};
  const std::vector<float> rates = learning_rates(options, 0.5, 7, steps, epochs);
  ASSERT_EQ(std::ssize(rates), steps);
  EXPECT_EQ(rates[3], static_cast<float>(0.5 * at(options, 73)));
}

TEST(Schedule, ReadsBackFromItsYaml) {
  const ScheduleOptions options{
      .kind = ScheduleKind::step, .step_epochs = 3, .factor = 0.25, .warm_up_epochs = 1.5};
  EXPECT_EQ(
      config::read<ScheduleOptions>(config::Document::parse(config::to_yaml(options), "test.yaml")),
      options);
}

}  // namespace
}  // namespace timbre::training
