#include "features/fft_cpu.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numbers>
#include <string>
#include <vector>

#include "features/reference.hpp"
#include "features/simd_targets.hpp"
#include "support/golden.hpp"
#include "timbre/core/error.hpp"

namespace timbre::features {
namespace {

using test::for_each_simd_target;

struct Signal {
  std::string name;
  std::function<double(int index, int length)> sample;
};

const std::vector<Signal> signals = {
    {"silence", [](int, int) { return 0.0; }},
    {"constant", [](int, int) { return 1.0; }},
    {"alternating", [](int index, int) { return index % 2 ? -1.0 : 1.0; }},
    {"impulse in the middle",
     [](int index, int length) { return index == length / 2 ? 1.0 : 0.0; }},
    {"impulse beside it",
     [](int index, int length) { return index == length / 2 + 1 ? 1.0 : 0.0; }},
    {"impulse at the end", [](int index, int length) { return index == length - 1 ? 1.0 : 0.0; }},
    {"sine on a bin",
     [](int index, int length) {
       return std::sin(2.0 * std::numbers::pi * 37.0 * index / length);
     }},
    {"cosine between bins",
     [](int index, int length) {
       return std::cos(2.0 * std::numbers::pi * 50.5 * index / length);
     }},
    {"noise", [](int index, int) { return test::noise_at(index, 4); }},
    {"faint noise", [](int index, int) { return 1e-9 * test::noise_at(index, 5); }},
    {"loud noise", [](int index, int) { return 1e9 * test::noise_at(index, 6); }},
};

struct Frame {
  std::vector<float> samples;
  std::vector<double> windowed;
};

Frame make_frame(const Signal& signal, int n_fft, WindowKind window) {
  Frame frame;
  for (int index = 0; index < n_fft; ++index) {
    frame.samples.push_back(static_cast<float>(signal.sample(index, n_fft)));
    frame.windowed.push_back(frame.samples.back() * test::hann(window, index, n_fft));
  }
  return frame;
}

std::vector<float> power_of(const FftTables& tables, const std::vector<float>& samples) {
  AlignedFloats scratch(fft_scratch_size(2 * tables.points), NAN);
  const float* power = power_spectrum(tables, samples.data(), scratch.data());
  return {power, power + tables.points + longest_vector};
}

class Fft : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Lengths, Fft, testing::Values(256, 512, 1024, 2048, 4096),
                         testing::PrintToStringParamName());

TEST_P(Fft, PowerIsThatOfThePlainTransform) {
  const int n_fft = GetParam();
  for (const WindowKind window : {WindowKind::hann_periodic, WindowKind::hann_symmetric}) {
    const FftTables tables = fft_tables({.n_fft = n_fft, .window = window});
    for (const Signal& signal : signals) {
      SCOPED_TRACE(signal.name);
      const Frame frame = make_frame(signal, n_fft, window);
      const auto spectrum = test::plain_dft(frame.windowed);
      const double error = test::amplitude_error(frame.windowed);
      for_each_simd_target([&] {
        const std::vector<float> power = power_of(tables, frame.samples);
        for (int bin = 0; bin <= n_fft / 2; ++bin) {
          // |X + e|^2 - |X|^2 <= 2 |X| e + e^2, then the rounding of squares and sum, and what is
          // too small for a normal number.
          const double size = std::abs(spectrum[bin]);
          const double budget = error * (2.0 * size + error) + 0x1p-22 * size * size + 0x1p-126;
          ASSERT_NEAR(power[bin], size * size, budget) << "bin " << bin << " of " << n_fft;
        }
      });
    }
  }
}

TEST_P(Fft, RmsErrorIsATenMillionth) {
  const int n_fft = GetParam();
  const FftTables tables = fft_tables({.n_fft = n_fft, .window = WindowKind::hann_periodic});
  const Frame frame = make_frame(signals[8], n_fft, WindowKind::hann_periodic);
  const auto spectrum = test::plain_dft(frame.windowed);
  for_each_simd_target([&] {
    const std::vector<float> power = power_of(tables, frame.samples);
    double error = 0.0, sum = 0.0;
    for (int bin = 0; bin <= n_fft / 2; ++bin) {
      const double size = std::abs(spectrum[bin]);
      error += std::pow(std::sqrt(power[bin]) - size, 2);
      sum += size * size;
    }
    // 2^-24 sqrt(log2 n) / 2 is 1e-7 for 2048 points; a power's relative error is twice as much.
    EXPECT_LT(std::sqrt(error / sum), 1.2e-7);
  });
}

TEST_P(Fft, PowersSumUpToTheEnergyOfTheFrame) {
  const int n_fft = GetParam();
  const FftTables tables = fft_tables({.n_fft = n_fft, .window = WindowKind::hann_periodic});
  for (const Signal& signal : signals) {
    SCOPED_TRACE(signal.name);
    const Frame frame = make_frame(signal, n_fft, WindowKind::hann_periodic);
    double energy = 0.0;
    for (const double value : frame.windowed) energy += value * value;
    const std::vector<float> power = power_of(tables, frame.samples);
    double sum = -power[0] - power[n_fft / 2];  // all others stand for two bins
    for (int bin = 0; bin <= n_fft / 2; ++bin) sum += 2.0 * power[bin];
    // Errors of the bins are independent and of either sign, so the sum keeps one bin's error.
    EXPECT_NEAR(sum, n_fft * energy, 1e-6 * n_fft * energy);
  }
}

TEST_P(Fft, LeavesZerosBehindTheLastBinAndNothingBehindItsScratch) {
  const int n_fft = GetParam();
  const FftTables tables = fft_tables({.n_fft = n_fft, .window = WindowKind::hann_periodic});
  const Frame frame = make_frame(signals[8], n_fft, WindowKind::hann_periodic);
  constexpr std::size_t guard = 64;
  for_each_simd_target([&] {
    AlignedFloats scratch(fft_scratch_size(n_fft) + guard, 7.0f);
    const float* power = power_spectrum(tables, frame.samples.data(), scratch.data());
    for (int bin = 1; bin < longest_vector; ++bin) EXPECT_EQ(power[n_fft / 2 + bin], 0.0f);
    for (std::size_t index = 0; index < guard; ++index) {
      EXPECT_EQ(scratch[fft_scratch_size(n_fft) + index], 7.0f);
    }
  });
}

TEST_P(Fft, TakesFramesFromAnyAddress) {
  const int n_fft = GetParam();
  const FftTables tables = fft_tables({.n_fft = n_fft, .window = WindowKind::hann_periodic});
  const Frame frame = make_frame(signals[8], n_fft, WindowKind::hann_periodic);
  const std::vector<float> expected = power_of(tables, frame.samples);
  AlignedFloats scratch(fft_scratch_size(n_fft));
  for (int shift = 1; shift < 17; ++shift) {
    std::vector<float> shifted(shift, NAN);
    shifted.insert(shifted.end(), frame.samples.begin(), frame.samples.end());
    const float* power = power_spectrum(tables, shifted.data() + shift, scratch.data());
    EXPECT_EQ(std::vector<float>(power, power + expected.size()), expected);
  }
}

TEST(FftTables, TakesPowersOfTwoFrom256To4096) {
  for (const int n_fft : {0, 1, 128, 255, 257, 1000, 1536, 8192}) {
    EXPECT_FALSE(is_fast_length(n_fft));
    EXPECT_THROW(fft_tables({.n_fft = n_fft, .window = WindowKind::hann_periodic}), ContractError)
        << n_fft;
  }
}

TEST(FftLength, IsEvenAndOfSmallFactors) {
  for (const int n_fft : {16, 18, 400, 882, 1000, 2048, 65536}) EXPECT_TRUE(is_fft_length(n_fft));
  for (const int n_fft : {0, -16, 8, 17, 22, 105, 1001, 65610}) EXPECT_FALSE(is_fft_length(n_fft));
}

}  // namespace
}  // namespace timbre::features
