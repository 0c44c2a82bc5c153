// The device's resampler beside the CPU's.
#include <gmock/gmock.h>

#include "cuda/every_device.hpp"
#include "cuda/resample/resample_rig.hpp"
#include "resample/slow_resampy.hpp"
#include "support/message.hpp"
#include "support/tolerance.hpp"

namespace timbre::test {
namespace {

using namespace resample;

class ResampleParityTest : public EveryDevice {};
TIMBRE_ON_EVERY_DEVICE(ResampleParityTest);

struct Rates {
  int from;
  int to;
};
// The last three have sums of times on both sides of whole samples in groups of other phases,
// periods longer than a signal, and both sides within a period whose taps lie no whole number of
// table entries apart.
const std::vector<Rates> rates = {{44100, 22050}, {48000, 22050}, {96000, 22050}, {8000, 22050},
                                  {22050, 44100}, {48000, 44100}, {96000, 44100}, {8000, 44100},
                                  {16000, 24000}, {11024, 22050}, {40000, 24000}};

// Both take the same weights. The device adds one product after the other, zeros among them, the
// CPU in 16 sums: each product sees at most `taps` + 1 roundings here and taps / 16 + 7 there, each
// 2^-24 of what has been summed.
Tolerance rounding(const SlowOutput& reference) {
  const double roundings = reference.most_taps + 1 + reference.most_taps / 16 + 7;
  return {roundings * 0x1p-24 * reference.most_weighed, 0.0, "roundings of both sums"};
}

void expect_parity(Device& device, int from, const ResampleOptions& options,
                   std::span<const std::int64_t> lengths) {
  const SignalBatch batch = noise_signals(lengths);
  const auto device_plan = plan(device, from, options);
  const std::vector<float> actual =
      device_resample(device, *device_plan, batch.samples, batch.signals);
  std::size_t start = 0;
  for (std::size_t index = 0; index < batch.signals.size(); ++index) {
    SCOPED_TRACE(std::to_string(batch.signals[index].length) + " samples");
    const std::vector<float> expected = resample::resample(batch.signal(index), from, options);
    ASSERT_LE(start + expected.size(), actual.size());
    expect_close(std::span(actual).subspan(start, expected.size()), expected,
                 rounding(slow_resampy(batch.signal(index), from, options)));
    start += expected.size();
  }
  EXPECT_EQ(start, actual.size());
}

TEST_P(ResampleParityTest, ShortSignalsAreThoseOfTheCpu) {
  const std::vector<std::int64_t> lengths = {0, 1, 2, 5, 0, 127, 129, 300, 1501, 3};
  for (const auto [from, to] : rates) {
    for (const RightWing right_wing : {RightWing::resampy_0_2_1, RightWing::resampy_0_1}) {
      SCOPED_TRACE(std::to_string(from) + " to " + std::to_string(to) + ", right wing " +
                   std::to_string(static_cast<int>(right_wing)));
      expect_parity(device(), from, {.rate = to, .right_wing = right_wing}, lengths);
    }
  }
}

TEST_P(ResampleParityTest, OtherFiltersAndStepsAreThoseOfTheCpu) {
  const std::vector<std::int64_t> lengths = {700, 64};
  for (const auto [from, to] : rates) {
    SCOPED_TRACE(std::to_string(from) + " to " + std::to_string(to));
    expect_parity(device(), from, {.rate = to, .quality = Quality::kaiser_fast}, lengths);
    expect_parity(device(), from, {.rate = to, .tap_step = TapStep::exact}, lengths);
  }
}

// Several tiles, in several blocks: the sum of times has changed its side more than once.
TEST_P(ResampleParityTest, LongSignalsAreThoseOfTheCpu) {
  const std::vector<std::int64_t> lengths = {60'000, 21'000};
  for (const auto [from, to] : {Rates{44100, 22050}, Rates{48000, 22050}, Rates{16000, 24000}}) {
    SCOPED_TRACE(std::to_string(from) + " to " + std::to_string(to));
    expect_parity(device(), from, {.rate = to, .quality = Quality::kaiser_fast}, lengths);
  }
}

TEST_P(ResampleParityTest, SamplesOf16BitsGiveTheBitsOfTheirFloats) {
  std::vector<std::int16_t> samples;
  std::vector<float> floats;
  for (const float value : noise(3000, 7)) {
    samples.push_back(static_cast<std::int16_t>(std::floor(32768.0f * value)));
    floats.push_back(static_cast<float>(samples.back()) / 32768.0f);
  }
  const std::vector<SignalWindow> signals = {{1, 900}, {905, 1000}, {1905, 1095}};
  for (const int from : {22050, 44100, 48000, 8000}) {
    SCOPED_TRACE(from);
    const auto device_plan = plan(device(), from, {});
    EXPECT_EQ(device_resample(device(), *device_plan, samples, signals),
              device_resample(device(), *device_plan, floats, signals));
  }
}

// More than a turn of all blocks takes.
TEST_P(ResampleParityTest, EqualRatesWidenSamplesOf16Bits) {
  std::vector<std::int16_t> samples((std::size_t{1} << 20) + 300);
  for (std::size_t index = 0; index < samples.size(); ++index)
    samples[index] = static_cast<std::int16_t>(7 * index);
  const std::vector<SignalWindow> signal = {{0, std::ssize(samples)}};
  const auto device_plan = plan(device(), 22050, {});
  const std::vector<float> floats = device_resample(device(), *device_plan, samples, signal);
  ASSERT_EQ(floats.size(), samples.size());
  for (std::size_t index = 0; index < samples.size(); ++index)
    ASSERT_EQ(floats[index], static_cast<float>(samples[index]) / 32768.0f) << index;
}

TEST_P(ResampleParityTest, EqualRatesCopy) {
  const std::vector<std::int64_t> lengths = {100, 0, 7};
  const SignalBatch batch = noise_signals(lengths);
  const auto device_plan = plan(device(), 22050, {});
  std::vector<float> expected;
  for (std::size_t index = 0; index < lengths.size(); ++index)
    expected.insert(expected.end(), batch.signal(index).begin(), batch.signal(index).end());
  EXPECT_EQ(device_resample(device(), *device_plan, batch.samples, batch.signals), expected);
}

// More than one launch takes.
TEST_P(ResampleParityTest, TakesManySignals) {
  std::vector<std::int64_t> lengths;
  for (std::int64_t signal = 0; signal < 130; ++signal) lengths.push_back(signal % 40);
  const SignalBatch batch = noise_signals(lengths);
  const auto device_plan = plan(device(), 44100, {});
  std::vector<float> singles;
  for (const SignalWindow& signal : batch.signals) {
    const auto single = device_resample(device(), *device_plan, batch.samples, {&signal, 1});
    singles.insert(singles.end(), single.begin(), single.end());
  }
  EXPECT_EQ(device_resample(device(), *device_plan, batch.samples, batch.signals), singles);
}

TEST_P(ResampleParityTest, RefusesWhatItCannotDo) {
  const auto refusal = [&](int from, const ResampleOptions& options) {
    return message_of([&] { plan(device(), from, options); });
  };
  using testing::HasSubstr;
  EXPECT_THAT(refusal(44100, {.quality = Quality::soxr_hq}), HasSubstr("--device cpu"));
  EXPECT_THAT(refusal(44101, {}), HasSubstr("44101 to 22050 Hz"));
  EXPECT_THAT(refusal(44100, {.rate = 11024}), HasSubstr("44100 to 11024 Hz"));
  EXPECT_THAT(refusal(0, {}), HasSubstr("rates must be positive"));
}

}  // namespace
}  // namespace timbre::test
