#include <gtest/gtest.h>

#include <numeric>

#include "resample/filter_bank.hpp"
#include "support/golden.hpp"
#include "support/tolerance.hpp"
#include "timbre/core/error.hpp"

namespace timbre::resample {
namespace {

float weight_at(const WeightBlock* row, int index) {
  return row[index / block_size].weights[index % block_size];
}

class FilterTable : public ::testing::TestWithParam<std::pair<const char*, Quality>> {};

TEST_P(FilterTable, IsTheOneThatResampyStores) {
  const Json expected = test::golden("resampler").at("filters").at(GetParam().first);
  const std::vector<double>& table = windowed_sinc(GetParam().second).values;
  ASSERT_EQ(static_cast<std::int64_t>(table.size()), expected.at("size").integer());

  const auto first = expected.at("first").numbers();
  test::expect_close(std::span(table).first(first.size()), first,
                     {0.0, 5e-10, "written with 10 digits"});
  test::expect_close(table.back(), expected.at("last").number(),
                     {1e-16, 1e-12, "sin near a multiple of pi: 60 pi units of rounding"});
  const test::Tolerance sums{0.0, 1e-13, "32769 values of 1e-15, errors of random sign"};
  test::expect_close(std::accumulate(table.begin(), table.end(), 0.0), expected.at("sum").number(),
                     sums);
  test::expect_close(std::inner_product(table.begin(), table.end(), table.begin(), 0.0),
                     expected.at("sum_of_squares").number(), sums);
}

INSTANTIATE_TEST_SUITE_P(Qualities, FilterTable,
                         ::testing::Values(std::pair{"kaiser_best", Quality::kaiser_best},
                                           std::pair{"kaiser_fast", Quality::kaiser_fast}),
                         [](const auto& tested) { return std::string(tested.param.first); });

TEST(FilterTableOf, SoxrDoesNotExist) {
  EXPECT_THROW(windowed_sinc(Quality::soxr_hq), ContractError);
}

TEST(KaiserFilter, HasItsTapsWhereTheHeaderSays) {
  const KaiserFilter filter({.from = 44100, .to = 22050});
  EXPECT_EQ(filter.reach(), 128);  // 32769 entries, 256 apart
  EXPECT_EQ(filter.blocks(), 16);
  EXPECT_EQ(filter.left_taps(0.0), 128);
  EXPECT_EQ(filter.left_taps(0.5), 127);  // offset 128

  std::vector<WeightBlock> row(16, WeightBlock{{1.0f, 2.0f}});
  filter.weights(0.0, row);
  const std::vector<double>& table = windowed_sinc(Quality::kaiser_best).values;
  for (int tap = 0; tap < 128; ++tap) {
    EXPECT_EQ(weight_at(row.data(), 127 - tap), static_cast<float>(0.5 * table[256 * tap]));
  }
  for (int tap = 0; tap < 127; ++tap) {
    EXPECT_EQ(weight_at(row.data(), 128 + tap), static_cast<float>(0.5 * table[256 * (tap + 1)]));
  }
  EXPECT_EQ(weight_at(row.data(), 255), 0.0f);
}

TEST(FilterBank, SharesOneBankForEqualKeys) {
  const FilterKey key{.from = 48000, .to = 22050};
  const auto bank = filter_bank(key);
  EXPECT_EQ(filter_bank(key), bank);
  EXPECT_NE(filter_bank({.from = 48000, .to = 22050, .tap_step = TapStep::exact}), bank);
  EXPECT_NE(filter_bank({.from = 48000, .to = 22050, .quality = Quality::kaiser_fast}), bank);
  EXPECT_EQ(bank->period(), 147);
}

TEST(FilterBank, KeepsTheSixteenThatWereUsedLast) {
  const FilterKey often{.from = 32000, .to = 16000};
  const std::weak_ptr<const FilterBank> kept = filter_bank(often);
  const std::weak_ptr<const FilterBank> dropped = filter_bank({.from = 20000, .to = 16000});
  for (int index = 1; index <= 16; ++index) {
    filter_bank({.from = 16000 * index, .to = 16000, .quality = Quality::kaiser_fast});
    EXPECT_EQ(filter_bank(often), kept.lock());
  }
  EXPECT_TRUE(dropped.expired());
}

TEST(FilterBank, HasARowForEachPhaseAndOneForTheEndOfTheSample) {
  const FilterBank bank({.from = 48000, .to = 22050});
  std::vector<WeightBlock> computed(bank.filter().blocks());
  for (const int phase : {0, 1, 73, 146, 147}) {
    const double drift = phase == 147 ? -1e-9 : 1e-9;
    const WeightBlock* row = bank.row(phase / 147.0 + drift);
    ASSERT_NE(row, nullptr);
    bank.filter().weights(phase / 147.0, computed);
    for (int index = 0; index < bank.filter().blocks() * block_size; ++index) {
      ASSERT_EQ(weight_at(row, index), weight_at(computed.data(), index)) << phase;
    }
  }
}

TEST(FilterBank, HasNoRowsWhereTheyWouldTakeTooMuchMemory) {
  EXPECT_EQ(FilterBank({.from = 44101, .to = 22050}).row(0.0), nullptr);
  EXPECT_NE(FilterBank({.from = 11024, .to = 22050}).row(0.0), nullptr);
}

}  // namespace
}  // namespace timbre::resample
