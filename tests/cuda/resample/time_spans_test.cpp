// The running sum of output times in closed form, beside the sum itself.
#include <gtest/gtest.h>

#include <numeric>

#include "resample/time_spans.hpp"

namespace timbre::test {
namespace {

using cuda::resample::time_spans;
using cuda::resample::TimeSpans;

struct SpanRates {
  int from;
  int to;
};

class TimeSpansTest : public testing::TestWithParam<SpanRates> {};

TEST_P(TimeSpansTest, HasEveryBitOfTheRunningSum) {
  const auto [from, to] = GetParam();
  constexpr std::int64_t outputs = 3'000'000;
  const std::int64_t cycle = from / std::gcd(from, to), phases = to / std::gcd(from, to);
  const TimeSpans times = time_spans(from, to, outputs);
  EXPECT_LE(times.spans.size(), 200u);
  const double step = 1.0 / (static_cast<double>(to) / from);
  double sum = 0.0;
  std::size_t span = 0;
  for (std::int64_t output = 0; output < outputs; ++output, sum += step) {
    if (span + 1 < times.spans.size() && times.spans[span + 1].first == output) ++span;
    ASSERT_EQ(times.spans[span].at(output), sum) << output;
    if (output % phases != 0) continue;
    ASSERT_EQ(times.spans[span].below, sum < static_cast<double>(output / phases * cycle))
        << output;
  }
}

// As far as the sum is called regular, the nearest phase is that of the exact time.
TEST_P(TimeSpansTest, IsRegularAsFarAsThePhaseIsTheExactOne) {
  const auto [from, to] = GetParam();
  constexpr std::int64_t outputs = 3'000'000;
  const std::int64_t cycle = from / std::gcd(from, to), phases = to / std::gcd(from, to);
  const TimeSpans times = time_spans(from, to, outputs);
  EXPECT_GT(times.regular_end, 100'000);
  std::size_t span = 0;
  for (std::int64_t output = 0; output < times.regular_end; ++output) {
    if (span + 1 < times.spans.size() && times.spans[span + 1].first == output) ++span;
    const double exact =
        static_cast<double>(output) * static_cast<double>(cycle) / static_cast<double>(phases);
    ASSERT_LT(std::abs(times.spans[span].at(output) - exact), 0.3 / static_cast<double>(phases));
  }
}

INSTANTIATE_TEST_SUITE_P(, TimeSpansTest,
                         testing::Values(SpanRates{44100, 22050}, SpanRates{48000, 22050},
                                         SpanRates{96000, 22050}, SpanRates{8000, 22050},
                                         SpanRates{22050, 44100}, SpanRates{44100, 48000},
                                         SpanRates{11024, 22050}, SpanRates{16000, 24000}),
                         [](const auto& tested) {
                           return std::to_string(tested.param.from) + "_to_" +
                                  std::to_string(tested.param.to);
                         });

}  // namespace
}  // namespace timbre::test
