#include "timbre/features/delta.hpp"

#include <gtest/gtest.h>

namespace timbre::features {
namespace {

TEST(Delta, WeighsByDistance) {
  EXPECT_EQ(delta_reach(9), 4);
  for (int distance = 1; distance <= 4; ++distance) {
    EXPECT_DOUBLE_EQ(delta_weight(distance, 9), distance / 60.0);
  }
  EXPECT_DOUBLE_EQ(delta_weight(1, 3), 0.5);
}

TEST(Delta, FilterTakesEachColumnsOwnWindow) {
  for (const int column : {0, 3, 20, 40}) {
    EXPECT_EQ(delta_centre(DeltaKind::filter, column, 41, 9), column);
  }
  EXPECT_EQ(nearest_column(-3, 0, 40), 0);
  EXPECT_EQ(nearest_column(44, 0, 40), 40);
  EXPECT_EQ(nearest_column(7, 0, 40), 7);
}

TEST(Delta, SavitzkyGolayTakesTheEndWindowsNearTheEnds) {
  const auto centre = [](int column) {
    return delta_centre(DeltaKind::savitzky_golay, column, 41, 9);
  };
  EXPECT_EQ(centre(0), 4);
  EXPECT_EQ(centre(3), 4);
  EXPECT_EQ(centre(5), 5);
  EXPECT_EQ(centre(37), 36);
  EXPECT_EQ(centre(40), 36);
}

}  // namespace
}  // namespace timbre::features
