#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "timbre/metrics/scores.hpp"

namespace timbre::metrics {
namespace {

TEST(Spread, IsMeanAndPopulationDeviation) {
  const std::vector<double> values = {2, 4, 4, 4, 5, 5, 7, 9};
  const Spread result = spread(values);
  EXPECT_EQ(result.mean, 5.0);
  EXPECT_EQ(result.std, 2.0);  // of the sample it would be 2.138
  EXPECT_EQ(result.count, 8);
}

TEST(Spread, OfOneValueHasNoDeviation) {
  const Spread result = spread(std::vector<double>{0.625});
  EXPECT_EQ(result.mean, 0.625);
  EXPECT_EQ(result.std, 0.0);
}

TEST(Spread, OfNothingIsNoNumber) {
  const Spread result = spread({});
  EXPECT_TRUE(std::isnan(result.mean));
  EXPECT_TRUE(std::isnan(result.std));
  EXPECT_EQ(result.count, 0);
}

}  // namespace
}  // namespace timbre::metrics
