// The signals that golden files were made from, and the comparison that tests rely on.
#include "support/golden.hpp"

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <limits>
#include <numeric>

#include "support/tolerance.hpp"

namespace timbre::test {
namespace {

TEST(Golden, NoiseIsTheOneOfTheGoldenFiles) {
  const Json signals = golden("signals");
  const double scale = signals.at("scale").number();
  for (const Json& expected : signals.at("noise").items()) {
    const auto seed = static_cast<std::uint32_t>(expected.at("seed").integer());
    const auto count = static_cast<std::size_t>(expected.at("count").integer());
    const std::vector<float> values = noise(count, seed);
    const std::vector<float> scaled = noise(count, seed, scale);
    const Tolerance same = exactly("both are the same float32 values");
    expect_close(std::span(values).first(6), expected.at("first").numbers(), same);
    expect_close(values.back(), expected.at("last").number(), same);
    expect_close(std::span(scaled).first(6), expected.at("scaled_first").numbers(), same);
    expect_close(std::accumulate(values.begin(), values.end(), 0.0), expected.at("sum").number(),
                 {1000 * 500 * 0x1p-53, 0.0, "1000 additions of sums below 500 in double"});
  }
}

TEST(Golden, ToneBurstIsTheOneOfTheGoldenFiles) {
  const Json expected = golden("signals").at("tone_burst");
  const auto count = static_cast<std::size_t>(expected.at("count").integer());
  const std::vector<float> values = tone_burst(ToneBurst::from(expected, count));
  const Tolerance rounding{0x1p-24, 0.0, "one float32 rounding; sine libraries differ below it"};
  expect_close(std::span(values).first(6), expected.at("first").numbers(), rounding);
  expect_close(std::span(values).last(6), expected.at("last").numbers(), rounding);
}

TEST(ExpectClose, FindsWhatIsOutside) {
  static const std::vector<double> expected = {1.0, 100.0};
  static const Tolerance tolerance{0.5, 0.01, "a test"};  // 0.51 and 1.5
  expect_close(std::vector<float>{1.5f, 98.5f}, expected, tolerance);
  EXPECT_NONFATAL_FAILURE(expect_close(std::vector<float>{1.0f, 98.4f}, expected, tolerance),
                          "1 of 2 values are outside: 106.7 % of the tolerance used, worst at 1");
  EXPECT_NONFATAL_FAILURE(expect_close(std::vector<float>{1.0f}, expected, tolerance),
                          "1 values, not 2");
  static const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_NONFATAL_FAILURE(expect_close(std::vector<float>{nan, 100.0f}, expected, tolerance),
                          "worst at 0");
  EXPECT_NONFATAL_FAILURE(expect_close(1.5, 1.0, exactly("nothing to round")), "1 of 1");
}

}  // namespace
}  // namespace timbre::test
