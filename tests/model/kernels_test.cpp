// Corners of the fast kernels and of the arena that the table of operations does not reach.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "model/arena.hpp"
#include "model/cpu/simd/epilogue.hpp"
#include "model/cpu/simd/narrow_matmul.hpp"
#include "support/golden.hpp"
#include "support/poison.hpp"
#include "support/tolerance.hpp"
#include "timbre/model/pooling.hpp"

namespace timbre::test {
namespace {

using namespace model;
using namespace model::cpu;

constexpr float nan = std::numeric_limits<float>::quiet_NaN();

// One window of 2x2 over `channels` equal channels, after bias 0 and relu.
struct Window {
  float output;
  int passed;
};
Window pooled(const std::vector<float>& values, std::int64_t channels, bool relu) {
  std::vector<float> input;
  for (const float value : values) input.insert(input.end(), channels, value);
  std::vector<float> output = poisoned(channels);
  std::vector<std::uint8_t> passed(channels, 99);
  simd::epilogue_row({.input = input.data(),
                      .output = output.data(),
                      .passed = passed.data(),
                      .columns = 2,
                      .channels = channels,
                      .pool = 2,
                      .relu = relu});
  for (std::int64_t i = 1; i < channels; ++i) EXPECT_EQ(passed[i], passed[0]);
  return {output[channels - 1], passed[channels - 1]};
}

TEST(Epilogue, FirstMaximumWinsAndNaNPassesThrough) {
  for (const std::int64_t channels : {1, 16, 19}) {
    EXPECT_EQ(pooled({1, 2, 2, 0}, channels, true).passed, 1);
    EXPECT_EQ(pooled({5, 2, 5, 5}, channels, true).passed, 0);
    EXPECT_EQ(pooled({-1, -2, -3, -4}, channels, true).passed, nothing_passes(2));
    EXPECT_EQ(pooled({-1, -2, -3, -4}, channels, true).output, 0.0f);
    EXPECT_EQ(pooled({-2, -1, -3, -4}, channels, false).output, -1.0f);
    EXPECT_EQ(pooled({0, -1, 0, 0}, channels, true).passed, nothing_passes(2));
    for (std::size_t place = 0; place < 4; ++place) {
      std::vector<float> values = {1, 2, 3, 4};
      values[place] = nan;
      const Window window = pooled(values, channels, true);
      EXPECT_TRUE(std::isnan(window.output));
      EXPECT_EQ(window.passed, static_cast<int>(place));
    }
  }
}

TEST(Epilogue, BackwardWritesCutColumnsAndAddsToTheBias) {
  constexpr std::int64_t columns = 5, channels = 3;
  const std::vector<float> gradient = {1, 2, 3, 4, 5, 6};
  const std::vector<std::uint8_t> passed = {0, 1, 2, 3, 4, 0};
  std::vector<float> input = poisoned(2 * columns * channels), bias = {10, 20, 30};
  simd::epilogue_gradient_row({.output_gradient = gradient.data(),
                               .passed = passed.data(),
                               .scale = 2.0f,
                               .input_gradient = input.data(),
                               .bias_gradient = bias.data(),
                               .columns = columns,
                               .channels = channels,
                               .pool = 2});
  std::vector<float> expected(2 * columns * channels, 0.0f);
  expected[0] = 2;                         // window 0, channel 0: upper left
  expected[channels + 1] = 4;              // window 0, channel 1: upper right
  expected[columns * channels + 2] = 6;    // window 0, channel 2: lower left
  expected[(columns + 3) * channels] = 8;  // window 1, channel 0: lower right
  expected[2 * channels + 2] = 12;         // window 1, channel 2: upper left
  expect_close(input, expected, exactly("small integers"));
  expect_close(bias, std::vector<float>{10 + 2 + 8, 20 + 4, 30 + 6 + 12},
               exactly("small integers"));
}

TEST(NarrowMatmul, AgreesWithLoopsOnIntegers) {
  for (const std::int64_t k : {1, 2, 3, 4}) {
    for (const std::int64_t n : {1, 15, 16, 17, 48}) {
      constexpr std::int64_t m = 7;
      std::vector<float> a, b, d;
      for (std::int64_t i = 0; i < m * k; ++i) a.push_back(static_cast<float>(i % 5 - 2));
      for (std::int64_t i = 0; i < k * n; ++i) b.push_back(static_cast<float>(i % 7 - 3));
      for (std::int64_t i = 0; i < m * n; ++i) d.push_back(static_cast<float>(i % 3 - 1));
      std::vector<float> product(m * n, 0.0f), sums(k * n, 1.0f);
      for (std::int64_t i = 0; i < m; ++i)
        for (std::int64_t j = 0; j < n; ++j)
          for (std::int64_t x = 0; x < k; ++x) {
            product[i * n + j] += a[i * k + x] * b[x * n + j];
            sums[x * n + j] += a[i * k + x] * d[i * n + j];
          }
      std::vector<float> c = poisoned(m * n), added(k * n, 1.0f);
      simd::narrow_matmul(m, n, k, a.data(), b.data(), c.data());
      simd::add_narrow_product(m, n, k, a.data(), d.data(), added.data());
      expect_close(c, product, exactly("small integers"));
      expect_close(added, sums, exactly("small integers"));
    }
  }
}

TEST(Arena, NeighboursInTimeNeverOverlap) {
  std::vector<ArenaRequest> requests;
  for (std::uint32_t i = 0; i < 200; ++i) {
    const int first = static_cast<int>(50.0 * (noise_at(i, 1) + 1.0));
    const int length = static_cast<int>(10.0 * (noise_at(i, 2) + 1.0));
    const auto bytes = static_cast<std::size_t>(1.0 + 5000.0 * (noise_at(i, 3) + 1.0));
    requests.push_back({bytes, first, first + length});
  }
  const ArenaPlan plan = plan_arena(requests);
  std::size_t sum = 0;
  for (std::size_t a = 0; a < requests.size(); ++a) {
    sum += requests[a].bytes;
    EXPECT_EQ(plan.offsets[a] % 256, 0u);
    EXPECT_LE(plan.offsets[a] + requests[a].bytes, plan.bytes);
    for (std::size_t b = 0; b < a; ++b) {
      const bool apart = requests[a].last < requests[b].first ||
                         requests[b].last < requests[a].first ||
                         plan.offsets[a] + requests[a].bytes <= plan.offsets[b] ||
                         plan.offsets[b] + requests[b].bytes <= plan.offsets[a];
      ASSERT_TRUE(apart) << a << " and " << b;
    }
  }
  EXPECT_LT(plan.bytes, sum / 3) << "a tenth of the requests is in use at a time";
}

}  // namespace
}  // namespace timbre::test
