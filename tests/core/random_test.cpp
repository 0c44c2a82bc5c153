#include "timbre/core/random.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <vector>

#include "support/tolerance.hpp"

namespace timbre {
namespace {

using testing::ElementsAre;

TEST(Philox, AgreesWithTheKnownAnswersOfRandom123) {
  // Random123 1.14, tests/kat_vectors, philox4x32 with 10 rounds.
  EXPECT_THAT(philox({{0, 0, 0, 0}}, 0).word,
              ElementsAre(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8));
  EXPECT_THAT(philox({{~0u, ~0u, ~0u, ~0u}}, ~std::uint64_t{0}).word,
              ElementsAre(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd));
  EXPECT_THAT(philox({{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}}, 0x299f31d0a4093822).word,
              ElementsAre(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1));
}

TEST(RandomKey, EveryPartOfTheAddressGivesOtherNumbers) {
  const RandomKey key{.seed = 1, .use = RandomUse::dropout, .stream = 2};
  RandomKey other_seed = key, other_use = key, other_stream = key;
  other_seed.seed = 2;
  other_use.use = RandomUse::weights;
  other_stream.stream = 3;
  std::set<std::uint32_t> words;
  for (const RandomBlock block :
       {key.block(5, 7), key.block(6, 7), key.block(5, 8), key.block(5 + (1ull << 32), 7),
        other_seed.block(5, 7), other_use.block(5, 7), other_stream.block(5, 7)}) {
    words.insert(std::begin(block.word), std::end(block.word));
  }
  EXPECT_EQ(words.size(), 7u * 4u);
}

TEST(Uniform, LiesInTheHalfOpenUnitInterval) {
  EXPECT_EQ(uniform(0), 0.0f);
  EXPECT_EQ(uniform(~0u), 1.0f - 0x1p-24f);
  EXPECT_EQ(uniform(0x80000000u), 0.5f);
}

TEST(NormalPair, ExtremesAreFinite) {
  for (const std::uint32_t word : {0u, 1u, ~0u}) {
    const NormalPair pair = normal_pair(word, word);
    EXPECT_TRUE(std::isfinite(pair.first) && std::isfinite(pair.second)) << word;
  }
}

TEST(NormalPair, HasTheMomentsOfTheNormalDistribution) {
  const RandomKey key{.seed = 42, .use = RandomUse::weights};
  const int pairs = 50'000;
  double sum = 0.0, squares = 0.0, fourth_powers = 0.0, products = 0.0;
  for (int item = 0; item < pairs; ++item) {
    const RandomBlock block = key.block(item, 0);
    const auto [first, second] = normal_pair(block.word[0], block.word[1]);
    sum += first + second;
    squares += first * first + second * second;
    fourth_powers += std::pow(first, 4) + std::pow(second, 4);
    products += first * second;
  }
  const double count = 2.0 * pairs;
  const auto five_sigma = [](double variance, double samples) {
    return test::Tolerance{5.0 * std::sqrt(variance / samples), 0.0,
                           "5 standard errors; the seed is fixed"};
  };
  test::expect_close(sum / count, 0.0, five_sigma(1.0, count));
  test::expect_close(squares / count, 1.0, five_sigma(2.0, count));         // E x^4 - 1
  test::expect_close(fourth_powers / count, 3.0, five_sigma(96.0, count));  // E x^8 - 9
  test::expect_close(products / pairs, 0.0, five_sigma(1.0, pairs));
}

std::vector<std::int32_t> shuffle(const RandomKey& key, std::uint64_t item, std::size_t count) {
  std::vector<std::int32_t> order(count, -1);
  shuffled(key, item, order.data(), static_cast<std::int64_t>(count));
  return order;
}

TEST(Shuffled, IsAPermutationThatDependsOnKeyAndItem) {
  const RandomKey key{.seed = 3, .use = RandomUse::shuffle, .stream = 1};
  std::vector<std::int32_t> sorted(1000);
  std::iota(sorted.begin(), sorted.end(), 0);
  const auto order = shuffle(key, 0, 1000);
  EXPECT_THAT(order, testing::UnorderedElementsAreArray(sorted));
  EXPECT_NE(order, sorted);
  EXPECT_EQ(order, shuffle(key, 0, 1000));
  EXPECT_NE(order, shuffle(key, 1, 1000));
  EXPECT_NE(order, shuffle({.seed = 4, .use = RandomUse::shuffle, .stream = 1}, 0, 1000));
}

TEST(Shuffled, EveryOrderIsEquallyLikely) {
  const RandomKey key{.seed = 5, .use = RandomUse::shuffle};
  const int draws = 24'000;
  std::map<std::vector<std::int32_t>, int> counts;
  for (int item = 0; item < draws; ++item) ++counts[shuffle(key, item, 4)];
  EXPECT_EQ(counts.size(), 24u);
  double chi_squared = 0.0;
  for (const auto& [order, count] : counts) chi_squared += std::pow(count - 1000.0, 2) / 1000.0;
  EXPECT_LT(chi_squared, 49.7);  // 23 degrees of freedom exceed it once in a thousand seeds
}

TEST(Shuffled, NothingAndOneItemStayAsTheyAre) {
  EXPECT_THAT(shuffle({}, 0, 0), testing::IsEmpty());
  EXPECT_THAT(shuffle({}, 0, 1), ElementsAre(0));
}

}  // namespace
}  // namespace timbre
