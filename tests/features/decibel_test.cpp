#include "features/decibel_cpu.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "features/simd_targets.hpp"
#include "support/golden.hpp"
#include "support/tolerance.hpp"
#include "timbre/features/decibel.hpp"

namespace timbre::features {
namespace {

const test::Tolerance promised{2e-7, 1.5 * 0x1p-23, "the bound that decibel_cpu.hpp states"};

// Every binade from the smallest normal number up, and many places around 1.
std::vector<float> powers() {
  std::vector<float> powers;
  for (int exponent = -126; exponent <= 127; ++exponent) {
    for (std::uint32_t place = 0; place < 64; ++place) {
      const double mantissa = 1.5 + 0.5 * test::noise_at(place, exponent + 200);
      powers.push_back(static_cast<float>(std::ldexp(mantissa, exponent)));
    }
  }
  for (int step = -5000; step <= 5000; ++step)
    powers.push_back(static_cast<float>(1.0 + step * 6e-5));
  for (const double special : {1.0, 2.0, 0.5, std::sqrt(0.5), std::sqrt(2.0), 10.0, 1e-10}) {
    powers.push_back(static_cast<float>(special));
    powers.push_back(std::nextafterf(powers.back(), 0.0f));
    powers.push_back(std::nextafterf(powers.back(), 1e9f));
  }
  return powers;
}

TEST(Decibel, IsTenTimesTheLogarithm) {
  const std::vector<float> input = powers();
  std::vector<double> expected;
  for (const float power : input) expected.push_back(10.0 * std::log10(double{power}));
  test::for_each_simd_target([&] {
    std::vector<float> levels = input;
    to_decibels(levels.data(), levels.size(), std::numeric_limits<float>::min());
    test::expect_close(levels, expected, promised);
  });
}

TEST(Decibel, IsTheFormulaOfTheHeader) {
  for (float power : {0.0f, 1e-12f, 1e-10f, 1e-3f, 1.0f, 700.0f}) {
    const float expected = decibels(power, 1e-10f);
    to_decibels(&power, 1, 1e-10f);
    EXPECT_NEAR(power, expected, 3e-7 * (1.0 + std::abs(expected)));
  }
}

TEST(Decibel, RaisesSmallPowersToTheFloor) {
  test::for_each_simd_target([] {
    std::vector<float> levels = {0.0f, 1e-40f, 1e-11f, 1e-10f, -0.0f};
    to_decibels(levels.data(), levels.size(), 1e-10f);
    for (const float level : levels) EXPECT_FLOAT_EQ(level, -100.0f);
  });
}

TEST(Decibel, DependsNeitherOnPlaceNorNumberAndStopsAtTheEnd) {
  test::for_each_simd_target([] {
    std::vector<float> all = test::noise(40, 3);
    for (float& value : all) value = std::abs(value);
    std::vector<float> together = all;
    to_decibels(together.data(), together.size(), 1e-10f);
    for (std::size_t count = 1; count <= all.size(); ++count) {
      std::vector<float> part = all;
      to_decibels(part.data(), count, 1e-10f);
      for (std::size_t index = 0; index < all.size(); ++index) {
        ASSERT_EQ(part[index], index < count ? together[index] : all[index]);
      }
    }
  });
}

TEST(Decibel, FindsThePeakWhereverItStands) {
  test::for_each_simd_target([] {
    for (std::size_t count = 1; count <= 40; ++count) {
      for (std::size_t place = 0; place < count; ++place) {
        std::vector<float> levels(count + 1, -50.0f);
        levels[place] = -20.0f;
        levels[count] = 0.0f;
        ASSERT_EQ(peak_level(levels.data(), count), -20.0f);
      }
    }
  });
}

}  // namespace
}  // namespace timbre::features
