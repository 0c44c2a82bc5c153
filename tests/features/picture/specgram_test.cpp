// Matplotlib's power densities, and the double transform beneath them.
#include "timbre/features/picture/specgram.hpp"

#include <gtest/gtest.h>

#include <complex>
#include <limits>
#include <numbers>

#include "features/double_spectrum.hpp"
#include "golden_pictures.hpp"
#include "support/message.hpp"
#include "support/poison.hpp"
#include "support/tolerance.hpp"
#include "timbre/config/document.hpp"
#include "timbre/core/error.hpp"

namespace timbre::features {
namespace {

using test::expect_close;

TEST(DoubleSpectrum, IsTheDefinition) {
  for (const int n_fft : {4, 8, 16, 18, 400, 882, 1000, 1024}) {
    const std::vector<float> frame = test::noise(n_fft, 11);
    const std::vector<double> window(n_fft, 0.5);
    const DoubleSpectrum spectrum(n_fft);
    std::vector<double> scratch = test::poisoned<double>(spectrum.scratch_size());
    std::vector<double> power = test::poisoned<double>(n_fft / 2 + 1), expected;
    spectrum.power(frame, window.data(), scratch.data(), power.data());
    for (int bin = 0; bin <= n_fft / 2; ++bin) {
      std::complex<double> sum = 0.0;
      for (int at = 0; at < n_fft; ++at) {
        const double angle = -2.0 * std::numbers::pi * (bin * at % n_fft) / n_fft;
        sum += 0.5 * frame[at] * std::polar(1.0, angle);
      }
      expected.push_back(std::norm(sum));
    }
    expect_close(power, expected,
                 {n_fft * n_fft * 0x1p-53, 1e-13, "sums of n_fft roundings, relative to n_fft"});
  }
}

TEST(Specgram, IsMatplotlibs) {
  const Json file = test::golden("picture_drawing");
  const Json& golden = file.at("specgram");
  const auto samples = test::tone_burst(test::ToneBurst::from(
      golden.at("tone"), static_cast<std::size_t>(golden.at("tone").at("count").integer())));
  const Specgram specgram(
      {.n_fft = test::number_in(golden, "n_fft"), .overlap = test::number_in(golden, "overlap")});
  const std::vector<int> shape = test::integers_in(golden, "shape");
  ASSERT_EQ(specgram.frames(static_cast<std::int64_t>(samples.size())), shape[0]);
  ASSERT_EQ(specgram.bins(), shape[1]);
  std::vector<double> scratch = test::poisoned<double>(specgram.scratch_size());
  std::vector<float> levels = test::poisoned(static_cast<std::size_t>(shape[0]) * shape[1]);
  specgram.run(samples, scratch, levels);
  const test::Tolerance rounding{1e-9, 0x1p-23, "10 digits in the file; levels round to float32"};
  const auto [low, high] = std::ranges::minmax(levels);
  expect_close(low, golden.at("low").number(), rounding);
  expect_close(high, golden.at("high").number(), rounding);
  std::vector<float> entries;
  for (std::size_t entry = 0; entry < 64; ++entry) {
    entries.push_back(levels[entry * levels.size() / 64]);
  }
  const Json& digest = golden.at("levels");
  expect_close(entries, digest.at("entries").numbers(), rounding);
  double squares = 0.0;
  for (const float level : levels) squares += static_cast<double>(level) * level;
  expect_close(std::sqrt(squares), digest.at("norm").number(), rounding);
}

std::vector<float> levels_of(const std::vector<float>& samples) {
  const Specgram specgram({.n_fft = 256, .overlap = 64});
  std::vector<double> scratch = test::poisoned<double>(specgram.scratch_size());
  const std::int64_t frames = specgram.frames(static_cast<std::int64_t>(samples.size()));
  std::vector<float> levels = test::poisoned(frames * specgram.bins());
  specgram.run(samples, scratch, levels);
  return levels;
}

TEST(Specgram, FillsAShortClipUpWithZeros) {
  std::vector<float> samples = test::noise(100, 3);
  const std::vector<float> levels = levels_of(samples);
  samples.resize(256);
  EXPECT_EQ(levels, levels_of(samples));
  EXPECT_EQ(levels_of({}), std::vector<float>(129, -std::numeric_limits<float>::infinity()));
}

TEST(Specgram, OfABeginningIsTheBeginning) {
  const std::vector<float> samples = test::noise(256 + 5 * 192 + 17, 4);
  const std::vector<float> whole = levels_of(samples);
  ASSERT_EQ(whole.size(), 6u * 129);
  const std::vector<float> part = levels_of({samples.begin(), samples.begin() + 256 + 2 * 192});
  EXPECT_EQ(part, (std::vector<float>{whole.begin(), whole.begin() + 3 * 129}));
}

TEST(SpecgramFormulas, CountFramesAndDoubleBins) {
  EXPECT_EQ(specgram_frames(110250, 2048, 128), 57);
  EXPECT_EQ(specgram_frames(2048, 2048, 128), 1);
  EXPECT_EQ(specgram_frames(2047, 2048, 128), 1);
  EXPECT_EQ(specgram_frames(3967, 2048, 128), 1);
  EXPECT_EQ(specgram_frames(3968, 2048, 128), 2);
  EXPECT_DOUBLE_EQ(density_factor(0, 8, 2.0, 3.0), 1.0 / 6.0);
  EXPECT_DOUBLE_EQ(density_factor(3, 8, 2.0, 3.0), 2.0 / 6.0);
  EXPECT_DOUBLE_EQ(density_factor(4, 8, 2.0, 3.0), 1.0 / 6.0);
}

TEST(SpecgramOptions, AreReadAndChecked) {
  const auto read = [](const std::string& text) {
    return config::read<SpecgramOptions>(config::Document::parse(text, "a.yaml"));
  };
  EXPECT_EQ(read("{}"), SpecgramOptions{});
  const SpecgramOptions other{
      .n_fft = 512, .overlap = 0, .rate = 22050.0, .window = WindowKind::hann_periodic};
  EXPECT_EQ(read(config::to_yaml(other)), other);
  const auto problem = [&](const std::string& text) {
    return test::message_of([&] { read(text); });
  };
  EXPECT_NE(problem("n_fft: 1000").find("allowed are 256, 512"), std::string::npos);
  EXPECT_NE(problem("overlap: 2048").find("2048 is not below n_fft, 2048"), std::string::npos);
  EXPECT_THROW(Specgram({.n_fft = 256, .overlap = 256}), ContractError);
}

}  // namespace
}  // namespace timbre::features
