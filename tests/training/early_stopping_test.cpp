#include "timbre/training/early_stopping.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <optional>

#include "support/golden.hpp"

namespace timbre::training {
namespace {

std::vector<double> losses_of(const Json& json) {
  std::vector<double> losses;
  for (const Json& item : json.items()) {
    losses.push_back(item.is_null() ? std::nan("") : item.number());
  }
  return losses;
}

std::optional<int> stop_epoch(const std::vector<double>& losses, int patience) {
  EarlyStopping rule({.enabled = true, .patience = patience});
  for (int epoch = 0; epoch < static_cast<int>(losses.size()); ++epoch) {
    rule.observe(epoch, losses[epoch]);
    if (rule.should_stop()) return epoch;
  }
  return std::nullopt;
}

TEST(EarlyStopping, StopsWhereKeras206Stops) {
  const Json file = test::golden("early_stopping");
  int compared = 0;
  for (const Json& sequence : file.at("cases").items()) {
    const std::vector<double> losses = losses_of(sequence.at("val_loss"));
    for (const Json& stop : sequence.at("stops").items()) {
      const auto patience = static_cast<int>(stop.at("patience").integer());
      std::optional<int> expected;
      if (!stop.at("stop_epoch").is_null()) {
        expected = static_cast<int>(stop.at("stop_epoch").integer());
      }
      EXPECT_EQ(stop_epoch(losses, patience), expected)
          << sequence.at("name").text() << ", patience " << patience;
      ++compared;
    }
  }
  EXPECT_EQ(compared, 18);
}

TEST(EarlyStopping, RemembersTheBestEpoch) {
  EarlyStopping rule({.enabled = true, .patience = 5});
  EXPECT_TRUE(rule.observe(0, 2.0));
  EXPECT_TRUE(rule.observe(1, 1.5));
  EXPECT_FALSE(rule.observe(2, 1.5));
  EXPECT_FALSE(rule.observe(3, std::nan("")));
  EXPECT_EQ(rule.state().best, 1.5);
  EXPECT_EQ(rule.state().best_epoch, 1);
  EXPECT_EQ(rule.state().wait, 2);
}

TEST(EarlyStopping, TakesNoImprovementOfMinDelta) {
  EarlyStopping rule({.enabled = true, .patience = 0, .min_delta = 0.25});
  EXPECT_TRUE(rule.observe(0, 2.0));
  EXPECT_TRUE(rule.observe(1, 1.5));
  EXPECT_FALSE(rule.should_stop());
  EXPECT_FALSE(rule.observe(2, 1.25));
  EXPECT_TRUE(rule.should_stop());
}

TEST(EarlyStopping, NeverStopsWhenDisabled) {
  EarlyStopping rule({.enabled = false, .patience = 0});
  rule.observe(0, 1.0);
  rule.observe(1, 2.0);
  rule.observe(2, 3.0);
  EXPECT_FALSE(rule.should_stop());
  EXPECT_EQ(rule.state().best_epoch, 0);
}

TEST(EarlyStopping, AccuraciesImproveUpwards) {
  EarlyStopping rule({.enabled = true, .monitor = Monitor::validate_accuracy, .min_delta = 0.125});
  EXPECT_TRUE(rule.observe(0, 0.5));
  EXPECT_TRUE(rule.observe(1, 0.75));
  EXPECT_FALSE(rule.observe(2, 0.875)) << "better by no more than min_delta";
  EXPECT_TRUE(rule.should_stop());
}

TEST(EarlyStopping, ModeTurnsAScoreRound) {
  EarlyStopping rule({.monitor = Monitor::train_loss, .mode = MonitorMode::higher});
  EXPECT_TRUE(rule.observe(0, 1.0));
  EXPECT_TRUE(rule.observe(1, 2.0));
  EXPECT_FALSE(rule.observe(2, 1.5));
}

TEST(EarlyStopping, EndsWhenTheTargetIsReached) {
  EarlyStopping accuracy({.monitor = Monitor::train_accuracy, .patience = 9, .target = 0.95});
  accuracy.observe(0, 0.94);
  EXPECT_FALSE(accuracy.should_stop());
  EXPECT_TRUE(accuracy.observe(1, 0.95));
  EXPECT_TRUE(accuracy.should_stop());
  EarlyStopping loss({.patience = 9, .target = 0.1});
  loss.observe(0, std::nan(""));
  EXPECT_FALSE(loss.should_stop());
  loss.observe(1, 0.05);
  EXPECT_TRUE(loss.should_stop());
  EarlyStopping disabled({.enabled = false, .target = 0.1});
  disabled.observe(0, 0.05);
  EXPECT_FALSE(disabled.should_stop());
}

TEST(EarlyStopping, GoesOnFromItsState) {
  EarlyStopping first({.enabled = true, .patience = 1});
  first.observe(0, 1.0);
  first.observe(1, 2.0);
  EarlyStopping second({.enabled = true, .patience = 1});
  second.restore(first.state());
  EXPECT_FALSE(second.should_stop());
  second.observe(2, 2.0);
  EXPECT_TRUE(second.should_stop());
  EarlyStopping third({.enabled = true, .patience = 1});
  third.restore(second.state());
  EXPECT_TRUE(third.should_stop());
}

}  // namespace
}  // namespace timbre::training
