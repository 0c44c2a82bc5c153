#include "timbre/training/schedule.hpp"

#include <gtest/gtest.h>

#include "support/golden.hpp"
#include "support/tolerance.hpp"
#include "timbre/config/document.hpp"
#include "timbre/core/error.hpp"

namespace timbre::training {
namespace {

constexpr std::int64_t steps = 10;
constexpr int epochs = 20;

double at(const ScheduleOptions& options, int update) {
  return rate_share(options, update, steps, epochs);
}

TEST(Schedule, ConstantLeavesTheOptimisersRate) {
  EXPECT_TRUE(step_settings({}, 0.1, 3, steps, epochs).learning_rates.empty());
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
  const StepSettings settings = step_settings(options, 0.5, 7, steps, epochs);
  ASSERT_EQ(std::ssize(settings.learning_rates), steps);
  EXPECT_EQ(settings.learning_rates[3], static_cast<float>(0.5 * at(options, 73)));
  EXPECT_TRUE(settings.momenta.empty());
}

// 119 iterations x 10 epochs, as document 002's second phase; update 1190 is where they end.
TEST(Schedule, OneCycleIsFastais) {
  const Json file = test::golden("one_cycle");
  const std::int64_t iterations = file.at("iterations").integer();
  const int passes = static_cast<int>(file.at("epochs").integer());
  const test::Tolerance rounding{0.0, 1e-14, "a few roundings in double of a cosine"};
  for (const auto& [name, rise] : {std::pair{"linear", Rise::linear}, {"cosine", Rise::cosine}}) {
    const ScheduleOptions options{.kind = ScheduleKind::one_cycle, .rise = rise};
    std::vector<double> rates, momenta;
    for (const double update : file.at("updates").numbers()) {
      const auto number = static_cast<std::int64_t>(update);
      rates.push_back(rate_share(options, number, iterations, passes));
      momenta.push_back(scheduled_momentum(options, number, iterations, passes).value());
    }
    // Near the end the curve is a difference of cosines near 1: that much of the whole.
    test::expect_close(rates, file.at(name).at("rate").numbers(),
                       {1e-15, 1e-14, "a few roundings in double of a cosine"});
    test::expect_close(momenta, file.at(name).at("momentum").numbers(), rounding);
    EXPECT_EQ(rates.back(), 1.0 / 25.0 / 1e4);
    EXPECT_EQ(momenta.back(), 0.95);
    const StepSettings first = step_settings(options, 0.01, 0, iterations, passes);
    EXPECT_EQ(first.learning_rates[0], static_cast<float>(0.01 * rates[0]));
    EXPECT_EQ(first.momenta[118], static_cast<float>(momenta[2]));
    EXPECT_EQ(first.part(117, 2).momenta[1], first.momenta[118]);
  }
}

TEST(Schedule, OneCycleOfAFewUpdatesBeginsAtTheTop) {
  const ScheduleOptions options{.kind = ScheduleKind::one_cycle};
  EXPECT_EQ(rate_share(options, 0, 3, 1), 1.0);
  EXPECT_EQ(rate_share({.kind = ScheduleKind::one_cycle, .rise_share = 1.0}, 3, 3, 1), 1.0);
}

TEST(Schedule, ReadsBackFromItsYaml) {
  for (const ScheduleOptions& options :
       {ScheduleOptions{
            .kind = ScheduleKind::step, .step_epochs = 3, .factor = 0.25, .warm_up_epochs = 1.5},
        {.kind = ScheduleKind::one_cycle,
        .rise = Rise::cosine,
        .rise_share = 0.25,
        .start_divisor = 10,
        .end_divisor = 100,
        .high_momentum = 0.9,
        .low_momentum = 0.8}}) {
    EXPECT_EQ(config::read<ScheduleOptions>(
                  config::Document::parse(config::to_yaml(options), "test.yaml")),
              options);
  }
  EXPECT_THROW(config::read<ScheduleOptions>(
                   config::Document::parse("{kind: one_cycle, warm_up_epochs: 1}", "test.yaml")),
               RequestError);
}

}  // namespace
}  // namespace timbre::training
