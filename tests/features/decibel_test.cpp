#include "features/decibel_cpu.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
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
    to_levels({.floor = std::numeric_limits<float>::min()}, levels.data(), levels.size());
    test::expect_close(levels, expected, promised);
  });
}

TEST(NaturalLog, IsTheLogarithm) {
  const std::vector<float> input = powers();
  std::vector<double> expected;
  for (const float value : input) expected.push_back(std::log(double{value}));
  const test::Tolerance promised_of_natural{5e-8, 1.5 * 0x1p-23,
                                            "the bound that decibel_cpu.hpp states"};
  for (const float floor : {0.0f, std::numeric_limits<float>::min()}) {
    test::for_each_simd_target([&] {
      std::vector<float> levels = input;
      to_levels({.logarithm = Logarithm::natural, .floor = floor}, levels.data(), levels.size());
      test::expect_close(levels, expected, promised_of_natural);
    });
  }
}

TEST(NaturalLog, OfSilenceIsMinusInfinityOrTheFloor) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  for (const auto& [floor, level] : {std::pair{0.0f, -infinity}, std::pair{1.0f, 0.0f}}) {
    test::for_each_simd_target([&] {
      std::vector<float> levels(19, 0.0f);
      levels[3] = levels[18] = std::numbers::e_v<float>;
      to_levels({.logarithm = Logarithm::natural, .floor = floor}, levels.data(), levels.size());
      for (const int place : {0, 2, 4, 17}) EXPECT_EQ(levels[place], level);
      for (const int place : {3, 18}) EXPECT_NEAR(levels[place], 1.0f, 2e-7f);
    });
  }
}

TEST(Levels, AreThoseOfTheHeader) {
  for (const Logarithm logarithm : {Logarithm::decibel, Logarithm::natural}) {
    const LevelRule rule{.logarithm = logarithm, .floor = 1e-6f};
    for (float sum : {0.0f, 1e-12f, 1e-6f, 1e-3f, 1.0f, 700.0f}) {
      const float expected = level_of(sum, rule);
      to_levels(rule, &sum, 1);
      EXPECT_NEAR(sum, expected, 3e-7 * (1.0 + std::abs(expected)));
    }
  }
}

TEST(Decibel, RaisesSmallPowersToTheFloor) {
  test::for_each_simd_target([] {
    std::vector<float> levels = {0.0f, 1e-40f, 1e-11f, 1e-10f, -0.0f};
    to_levels({.floor = 1e-10f}, levels.data(), levels.size());
    for (const float level : levels) EXPECT_FLOAT_EQ(level, -100.0f);
  });
}

TEST(Decibel, DependsNeitherOnPlaceNorNumberAndStopsAtTheEnd) {
  test::for_each_simd_target([] {
    std::vector<float> all = test::noise(40, 3);
    for (float& value : all) value = std::abs(value);
    std::vector<float> together = all;
    to_levels({.floor = 1e-10f}, together.data(), together.size());
    for (std::size_t count = 1; count <= all.size(); ++count) {
      std::vector<float> part = all;
      to_levels({.floor = 1e-10f}, part.data(), count);
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
