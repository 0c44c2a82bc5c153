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

constexpr std::uint32_t first_projection_seed = 1000;  // as in tools/golden/golden_file.py

FeatureOptions log_spectrum_options(const Json& golden) {
  const int samples = static_cast<int>(golden.at("samples").integer());
  return {.segment = {samples, samples},
          .stft = {.n_fft = static_cast<int>(golden.at("n_fft").integer()),
                   .hop = static_cast<int>(golden.at("hop").integer()),
                   .pad = PadMode::none,
                   .frame = static_cast<int>(golden.at("frame").integer()),
                   .full_scale = static_cast<int>(golden.at("full_scale").integer()),
                   .spectrum = Spectrum::magnitude},
          .bands = Bands::linear,
          .logarithm = Logarithm::natural,
          .natural = {.silence = Silence::minus_infinity},
          .delta = {.kind = DeltaKind::none}};
}

// Both are computed in double, to some 1e-16 of a frame's norm, which is less than 1e6 times the
// least magnitude: a level is off by less than 1e-9. Weights of projections lie below 1.
void expect_digest(const std::vector<test::Expected>& levels, const Json& digest) {
  const std::vector<double> entries = digest.at("entries").numbers();
  const std::vector<double> projections = digest.at("projections").numbers();
  const std::size_t size = levels.size();
  constexpr double off = 1e-9;
  for (std::size_t index = 0; index < entries.size(); ++index) {
    EXPECT_NEAR(levels[index * size / entries.size()].value, entries[index], off);
  }
  double squares = 0.0;
  std::vector<double> sums(projections.size());
  for (std::uint32_t index = 0; index < size; ++index) {
    const double level = levels[index].value;
    squares += level * level;
    for (std::uint32_t number = 0; number < sums.size(); ++number) {
      sums[number] += level * test::noise_at(index, first_projection_seed + number);
    }
  }
  const double levels_counted = static_cast<double>(size);
  EXPECT_NEAR(std::sqrt(squares), digest.at("norm").number(), off * std::sqrt(levels_counted));
  expect_close(sums, projections, {off * levels_counted, 0.0, "each level is off by 1e-9"});
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

// The features of document 003 for samples of 16 bits, beside 64 levels of each of tf.signal's
// spectrograms, and their norm and projections, which hold all others to the double reference.
TEST(LogSpectrum, IsThatOfTfSignal) {
  const Json golden = test::golden("log_spectrum");
  const FeatureOptions options = log_spectrum_options(golden);
  const int sample_rate = static_cast<int>(golden.at("sample_rate").integer());
  const auto plan = features::plan(test::cpu_with_plans(), options, sample_rate);
  ASSERT_EQ(plan->shape(), (ExampleShape{129, 212, 1}));
  for (const Json& wanted : golden.at("cases").items()) {
    SCOPED_TRACE(wanted.at("name").text());
    std::vector<std::int16_t> samples;
    std::vector<float> floats;
    for (const float sample : signal_of(wanted.at("signal"), options.segment.length)) {
      samples.push_back(static_cast<std::int16_t>(std::floor(32768.0f * sample)));
      floats.push_back(static_cast<float>(samples.back()) / 32768.0f);
    }
    const std::vector<test::Expected> expected =
        test::reference_example(options, sample_rate, floats);
    expect_digest(expected, wanted.at("level"));
    const ClipWindow clip{0, std::ssize(samples)};
    test::for_each_simd_target([&] {
      std::vector<float> levels = test::poisoned(plan->shape().size());
      plan->run(samples.data(), std::ssize(samples), {&clip, 1}, levels.data());
      test::expect_within(levels, expected);
    });
  }
}

}  // namespace
}  // namespace timbre::features
