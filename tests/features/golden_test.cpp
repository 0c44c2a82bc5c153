// Windows and whole log-mel spectrograms beside librosa's arithmetic in double.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "features/plan_fixture.hpp"
#include "features/reference.hpp"
#include "features/simd_targets.hpp"
#include "support/tolerance.hpp"
#include "timbre/features/window.hpp"

namespace timbre::features {
namespace {

using test::expect_close;

TEST(Window, IsNumPysAndSciPys) {
  const Json golden = test::golden("windows");
  for (const auto& [kind, name] : {std::pair{WindowKind::hann_periodic, "periodic"},
                                   std::pair{WindowKind::hann_symmetric, "symmetric"}}) {
    const int length = static_cast<int>(golden.at(name).at("length").integer());
    std::vector<double> window;
    double sum = 0.0, squares = 0.0;
    for (int index = 0; index < length; ++index) {
      window.push_back(window_value(kind, index, length));
      sum += window.back();
      squares += window.back() * window.back();
    }
    const test::Tolerance rounding{1e-16, 1e-13, "the file keeps 15 digits; cosines round once"};
    const std::vector<double> first = golden.at(name).at("first").numbers();
    window.resize(first.size());
    expect_close(window, first, {1e-15, 1e-14, "the file keeps 15 digits; cosines near 1 cancel"});
    expect_close(sum, golden.at(name).at("sum").number(), rounding);
    expect_close(squares, golden.at(name).at("sum_of_squares").number(), rounding);
  }
}

std::vector<float> signal_of(const Json& signal, std::size_t samples) {
  const std::string& kind = signal.at("kind").text();
  if (kind == "silence") return std::vector<float>(samples);
  if (kind == "tone_burst") return test::tone_burst(test::ToneBurst::from(signal, samples));
  return test::noise(samples, static_cast<std::uint32_t>(signal.at("seed").integer()),
                     signal.at("scale").number());
}

FeatureOptions options_of(const Json& golden) {
  FeatureOptions options;
  options.segment.length = static_cast<int>(golden.at("samples").integer());
  options.stft.n_fft = static_cast<int>(golden.at("n_fft").integer());
  options.stft.hop = static_cast<int>(golden.at("hop").integer());
  options.mel.bands = static_cast<int>(golden.at("bands").integer());
  options.decibel = {golden.at("amin").number(), golden.at("top_db").number()};
  options.delta.kind = DeltaKind::none;
  return options;
}

std::vector<double> levels_of(const Json& golden_case, std::size_t size) {
  const Json* rows = golden_case.find("db");
  if (!rows) return std::vector<double>(size, golden_case.at("db_constant").number());
  std::vector<double> levels;
  for (const Json& row : rows->items()) {
    for (const double level : row.numbers()) levels.push_back(level);
  }
  return levels;
}

// Each level may be off by what the reference derives for it: some 1e-5 dB, and up to 1e-3 dB where
// a band lies 80 dB below the tone of its own frame, in whose rounding errors it then stands.
TEST(LogMel, IsLibrosas) {
  const Json golden = test::golden("stft_mel_db");
  const FeatureOptions options = options_of(golden);
  const int sample_rate = static_cast<int>(golden.at("sample_rate").integer());
  const auto plan = features::plan(test::cpu_with_plans(), options, sample_rate);
  for (const Json& wanted : golden.at("cases").items()) {
    SCOPED_TRACE(wanted.at("name").text());
    test::ClipBatch batch;
    batch.add(signal_of(wanted.at("signal"), options.segment.length));
    const std::vector<double> librosa = levels_of(wanted, plan->shape().size());
    std::vector<test::Expected> expected =
        test::reference_example(options, sample_rate, batch.samples);
    ASSERT_EQ(expected.size(), librosa.size());
    for (std::size_t index = 0; index < librosa.size(); ++index) {
      ASSERT_NEAR(expected[index].value, librosa[index], 2e-6) << "the file keeps 8 digits";
      expected[index] = {librosa[index], expected[index].budget + 2e-6};
    }
    test::for_each_simd_target([&] {
      const std::vector<float> levels = test::examples_of(*plan, batch);
      test::expect_within(levels, expected);
      double squares = 0.0;
      for (std::size_t index = 0; index < librosa.size(); ++index) {
        squares += std::pow(levels[index] - librosa[index], 2);
      }
      EXPECT_LT(std::sqrt(squares / static_cast<double>(librosa.size())), 2e-5);
    });
  }
}

}  // namespace
}  // namespace timbre::features
