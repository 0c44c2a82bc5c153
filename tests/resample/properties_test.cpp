#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <span>

#include "support/golden.hpp"
#include "support/message.hpp"
#include "support/tolerance.hpp"
#include "timbre/core/parallel.hpp"
#include "timbre/resample/resample.hpp"

namespace timbre::resample {
namespace {

using ::testing::HasSubstr;

class EveryQuality : public ::testing::TestWithParam<Quality> {
 protected:
  ResampleOptions to(int rate) const { return {.rate = rate, .quality = GetParam()}; }
};

std::vector<float> sine(double frequency, int rate, std::size_t count) {
  std::vector<float> samples;
  for (std::size_t index = 0; index < count; ++index) {
    const double angle = 2.0 * std::numbers::pi * frequency * static_cast<double>(index) / rate;
    samples.push_back(static_cast<float>(std::sin(angle)));
  }
  return samples;
}

// Far enough from the ends that every filter has all of its taps.
std::span<const float> middle(const std::vector<float>& samples) {
  return std::span(samples).subspan(samples.size() / 4, samples.size() / 2);
}

double peak(std::span<const float> samples) {
  double highest = 0.0;
  for (const float sample : samples) highest = std::max<double>(highest, std::abs(sample));
  return highest;
}

TEST_P(EveryQuality, CopiesWhenTheRateStays) {
  const std::vector<float> samples = test::noise(1000, 1);
  EXPECT_EQ(resample(samples, 22050, to(22050)), samples);
}

TEST_P(EveryQuality, GivesAsManySamplesAsLibrosa) {
  for (const int from : {44100, 48000, 8000, 11025, 44101}) {
    for (const std::size_t count : {0, 1, 2, 5, 1000}) {
      const auto output = resample(test::noise(count, 1), from, to(22050));
      EXPECT_EQ(output.size(), std::ceil(static_cast<double>(count) * (22050.0 / from)))
          << count << " from " << from;
      for (const float sample : output) EXPECT_TRUE(std::isfinite(sample));
    }
  }
}

TEST_P(EveryQuality, KeepsSilence) {
  EXPECT_EQ(resample(std::vector<float>(4800), 48000, to(22050)), std::vector<float>(2205));
}

TEST_P(EveryQuality, KeepsATone) {
  for (const int from : {44100, 48000, 11025}) {
    const auto output = resample(sine(1000.0, from, from), from, to(22050));
    const auto expected = sine(1000.0, 22050, output.size());
    test::expect_close(middle(output), middle(expected),
                       {1e-3, 0.0,
                        "gain of up to 1.0005 from taps that are not quite in place, "
                        "and kaiser_fast's ripple"});
  }
}

TEST_P(EveryQuality, RemovesWhatTheNewRateCannotHold) {
  const auto output = resample(sine(15000.0, 44100, 44100), 44100, to(22050));
  EXPECT_LT(peak(middle(output)), 1e-3) << "60 dB below the tone";
}

TEST_P(EveryQuality, GivesTheSameBitsOnAnyNumberOfThreads) {
  const std::vector<int> rates = {44100, 48000, 96000, 16000, 44100, 48000, 32000, 24000};
  std::vector<std::vector<float>> serial;
  for (const int rate : rates) serial.push_back(resample(test::noise(3000, 3), rate, to(22050)));
  for (const int threads : {1, 2, 3}) {
    set_thread_count(threads);
    std::vector<std::vector<float>> parallel(rates.size());
    parallel_for(static_cast<std::int64_t>(rates.size()), [&](std::int64_t index) {
      parallel[index] = resample(test::noise(3000, 3), rates[index], to(22050));
    });
    EXPECT_EQ(parallel, serial) << threads << " threads";
  }
}

std::string name_of(const ::testing::TestParamInfo<Quality>& tested) {
  return std::vector{"kaiser_best", "kaiser_fast", "soxr_hq",
                     "soxr_vhq"}[static_cast<std::size_t>(tested.param)];
}

INSTANTIATE_TEST_SUITE_P(Resample, EveryQuality,
                         ::testing::Values(Quality::kaiser_best, Quality::kaiser_fast,
                                           Quality::soxr_hq, Quality::soxr_vhq),
                         name_of);

double constant_gain(int from, TapStep tap_step) {
  const std::vector<float> ones(static_cast<std::size_t>(from), 1.0f);
  double sum = 0.0;
  const auto output = resample(ones, from, {.rate = 22050, .tap_step = tap_step});
  for (const float sample : middle(output)) sum += sample;
  return sum / static_cast<double>(middle(output).size());
}

TEST(KaiserResample, AmplifiesBecauseOfTheTruncatedStep) {
  // 235.2 table entries become 235, so the taps lie too close. The mean of resampy 0.2.2's outputs.
  test::expect_close(constant_gain(48000, TapStep::truncated), 1.000480590,
                     {1e-6, 0.0, "at most 16 float roundings that do not cancel"});
}

TEST(KaiserResample, KeepsAConstantWithExactSteps) {
  const test::Tolerance stopband{
      2e-6, 0.0, "what is left of the images at multiples of the rate, and 20 float roundings"};
  for (const int from : {44100, 48000, 96000, 8000}) {
    test::expect_close(constant_gain(from, TapStep::exact), 1.0, stopband);
  }
}

TEST(KaiserResample, OfABeginningIsTheBeginning) {
  const std::vector<float> whole = test::noise(48000, 4);
  const auto expected = resample(whole, 48000, {.rate = 22050});
  for (const std::size_t count : {1000, 1001, 24000}) {
    const auto output = resample(std::span(whole).first(count), 48000, {.rate = 22050});
    const std::size_t same = (count - 400) * 22050 / 48000;  // 139 taps and a row's rest away
    for (std::size_t index = 0; index < same; ++index) {
      ASSERT_EQ(output[index], expected[index]) << index << " of " << count;
    }
  }
}

TEST(KaiserResample, OfRightWing01LosesOnlyTheEnd) {
  const std::vector<float> samples = test::noise(4410, 4);
  const auto late = resample(samples, 44100, {.rate = 22050});
  const auto early =
      resample(samples, 44100, {.rate = 22050, .right_wing = RightWing::resampy_0_1});
  const std::size_t same = 2205 - 128;
  EXPECT_TRUE(std::equal(early.begin(), early.begin() + same, late.begin()));
  EXPECT_NE(early, late);
}

TEST(Resample, RefusesRatesThatCannotBeMeant) {
  for (const auto& [from, to] : {std::pair{0, 22050}, std::pair{-1, 22050}, std::pair{44100, 0},
                                 std::pair{768000, 2999}, std::pair{80, 22050}}) {
    const auto attempt = [from = from, to = to] {
      resample(test::noise(10, 1), from, {.rate = to});
    };
    EXPECT_THAT(test::message_of(attempt),
                HasSubstr(std::to_string(from) + " to " + std::to_string(to)));
  }
}

TEST(ResampledCount, RoundsUpAsLibrosaDoes) {
  EXPECT_EQ(resampled_count(192000, 48000, 22050), 88200);
  EXPECT_EQ(resampled_count(192001, 48000, 22050), 88201);
  EXPECT_EQ(resampled_count(1, 44100, 22050), 1);
  EXPECT_EQ(resampled_count(0, 44100, 22050), 0);
}

}  // namespace
}  // namespace timbre::resample
