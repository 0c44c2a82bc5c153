#include "timbre/core/tensor.hpp"

#include <gmock/gmock.h>

#include "timbre/core/error.hpp"

namespace timbre {
namespace {

TEST(Shape, CountsAndNamesItself) {
  EXPECT_EQ(element_count({60, 41, 2}), 4920);
  EXPECT_EQ(element_count({}), 1);
  EXPECT_EQ(element_count({3, 0}), 0);
  EXPECT_EQ(to_string(Shape{60, 41, 2}), "60x41x2");
  EXPECT_EQ(to_string(Shape{}), "scalar");
}

TEST(Tensor, HoldsAsManyValuesAsItsShape) {
  EXPECT_THAT(Tensor({2, 2}).values, testing::ElementsAre(0, 0, 0, 0));
  EXPECT_THAT(Tensor({2}, {3, 4}).values, testing::ElementsAre(3, 4));
  EXPECT_THROW(Tensor({3}, {3, 4}), ContractError);
}

TEST(ByteTensor, GivesSlicesAsFloats) {
  const ByteTensor bytes{{3, 1, 2}, {0, 1, 2, 128, 254, 255}};
  std::vector<float> slices(4, -1.0f);
  bytes.copy_out(1, 2, slices.data());
  EXPECT_THAT(slices, testing::ElementsAre(2, 128, 254, 255));
}

}  // namespace
}  // namespace timbre
