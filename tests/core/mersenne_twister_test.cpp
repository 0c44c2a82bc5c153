#include "timbre/core/mersenne_twister.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <set>
#include <vector>

#include "support/golden.hpp"

namespace timbre {
namespace {

TEST(MersenneTwister, DrawsWhatPythonDraws) {
  const Json splits = test::golden("splits");
  for (const Json& expected : splits.at("python").items()) {
    auto twister =
        MersenneTwister::as_python(static_cast<std::uint64_t>(expected.at("seed").integer()));
    for (const Json& word : expected.at("words").items()) {
      EXPECT_EQ(twister.next(), word.integer()) << expected.at("seed").integer();
    }
    for (const double value : expected.at("uniform").numbers()) {
      EXPECT_EQ(twister.uniform(), value);
    }
  }
}

TEST(MersenneTwister, DrawsWhatNumPyDraws) {
  const Json splits = test::golden("splits");
  for (const Json& expected : splits.at("binomial").items()) {
    auto twister =
        MersenneTwister::as_numpy(static_cast<std::uint32_t>(expected.at("seed").integer()));
    for (const double value : expected.at("first").numbers()) {
      EXPECT_EQ(twister.uniform(), value);
    }
  }
}

TEST(MersenneTwister, DrawsEveryNumberBelowABoundAndNoOther) {
  auto twister = MersenneTwister::as_python(1);
  std::set<std::uint32_t> drawn;
  for (int draw = 0; draw < 200; ++draw) drawn.insert(twister.below(5));
  EXPECT_EQ(drawn, (std::set<std::uint32_t>{0, 1, 2, 3, 4}));
  EXPECT_EQ(twister.below(1), 0u);
}

TEST(MersenneTwister, ShufflesEmptyAndSingleItems) {
  auto twister = MersenneTwister::as_python(1);
  std::vector<int> items;
  twister.shuffle(std::span(items));
  items = {7};
  twister.shuffle(std::span(items));
  EXPECT_EQ(items, std::vector<int>{7});
}

}  // namespace
}  // namespace timbre
