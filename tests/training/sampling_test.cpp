#include "training/sampling.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace timbre::training {
namespace {

using testing::ElementsAreArray;
using testing::UnorderedElementsAreArray;

const std::vector<std::int32_t> labels = {0, 0, 0, 0, 0, 0, 0, 4, 4, 2, 2, 1};
const std::vector<std::int32_t> train = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};  // no label 1
constexpr RandomKey key{3, RandomUse::shuffle, 0};

TEST(ShuffledOrder, MeetsEachExampleOnce) {
  const auto order = shuffled_order(key, train);
  EXPECT_THAT(order, UnorderedElementsAreArray(train));
  EXPECT_NE(order, train);
}

TEST(ClassBalancedOrder, TakesOneOfEachClassInARound) {
  const auto order = class_balanced_order(key, train, labels);
  ASSERT_EQ(order.size(), train.size());
  std::map<std::int32_t, int> met;
  for (std::size_t place = 0; place < order.size(); ++place) {
    ++met[labels[order[place]]];
    if (place % 3 != 2) continue;
    EXPECT_EQ(met.size(), 3u) << place;
    for (const auto& [label, count] : met) EXPECT_EQ(count, std::ptrdiff_t(place / 3 + 1)) << label;
  }
}

TEST(ClassBalancedOrder, GoesThroughAClassBeforeItRepeats) {
  const auto order = class_balanced_order(key, train, labels);
  for (const std::int32_t label : {2, 4}) {
    std::vector<std::int32_t> met;
    for (const std::int32_t example : order) {
      if (labels[example] == label) met.push_back(example);
    }
    ASSERT_GE(met.size(), 3u);
    EXPECT_NE(met[0], met[1]);
  }
  std::vector<std::int32_t> common;
  for (const std::int32_t example : order) {
    if (labels[example] == 0) common.push_back(example);
  }
  std::sort(common.begin(), common.end());
  EXPECT_EQ(std::adjacent_find(common.begin(), common.end()), common.end());
}

TEST(ClassBalancedOrder, DependsOnTheKeyAlone) {
  const auto order = class_balanced_order(key, train, labels);
  EXPECT_THAT(class_balanced_order(key, train, labels), ElementsAreArray(order));
  EXPECT_NE(class_balanced_order({3, RandomUse::shuffle, 1}, train, labels), order);
  EXPECT_THAT(class_balanced_order(key, {}, labels), testing::IsEmpty());
}

}  // namespace
}  // namespace timbre::training
