#include "timbre/features/options.hpp"

#include <gmock/gmock.h>

#include "features/option_sets.hpp"
#include "timbre/config/document.hpp"

namespace timbre::features {
namespace {

using config::ConfigError;
using config::Document;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

template <typename Options>
Options read(const std::string& yaml) {
  return config::read<Options>(Document::parse(yaml, "test.yaml"));
}

template <typename Options>
std::vector<std::string> problems_of(const std::string& yaml) {
  try {
    read<Options>(yaml);
  } catch (const ConfigError& error) {
    return error.problems();
  }
  return {};
}

TEST(FeatureOptions, KeepTheirDefaults) {
  EXPECT_EQ(read<FeatureOptions>("{}"), FeatureOptions());
  EXPECT_EQ(read<FrontEndOptions>("{}"), FrontEndOptions());
}

TEST(FeatureOptions, StandBesideDecodeAndResample) {
  const auto options = read<FrontEndOptions>(R"(
decode: {truncate_to_16_bit: true}
resample: {rate: 44100}
segment: {length: 40960, hop: 1024}
stft: {n_fft: 1024, hop: 256, window: hann_symmetric, pad: edge}
mel: {bands: 40, low: 20, high: 16000, scale: htk, norm: none}
decibel: {floor: 1e-6, range: 60}
delta: {kind: savitzky_golay, width: 5}
layout: scrambled
)");
  EXPECT_TRUE(options.decode.truncate_to_16_bit);
  EXPECT_EQ(options.resample.rate, 44100);
  const FeatureOptions expected{.segment = {40960, 1024},
                                .stft = {1024, 256, WindowKind::hann_symmetric, PadMode::edge},
                                .mel = {40, 20.0, 16000.0, MelScale::htk, MelNorm::none},
                                .decibel = {1e-6, 60.0},
                                .delta = {DeltaKind::savitzky_golay, 5},
                                .layout = Layout::scrambled};
  EXPECT_EQ(options.features, expected);
}

TEST(FeatureOptions, SurviveTheirOwnYaml) {
  for (const test::OptionSet& set : test::option_sets()) {
    EXPECT_EQ(read<FeatureOptions>(config::to_yaml(set.options)), set.options) << set.name;
  }
}

TEST(FeatureOptions, NeedAPowerOfTwo) {
  EXPECT_THAT(problems_of<FeatureOptions>("stft: {n_fft: 1000}"),
              ElementsAre(AllOf(HasSubstr("stft.n_fft"), HasSubstr("1000"), HasSubstr("1024"))));
  EXPECT_THAT(problems_of<FeatureOptions>("stft: {n_fft: 8192}").size(), 1u);
}

TEST(FeatureOptions, NeedSegmentsThatReflect) {
  EXPECT_THAT(problems_of<FeatureOptions>("{segment: {length: 1024}, delta: {kind: none}}"),
              ElementsAre(AllOf(HasSubstr("segment.length"), HasSubstr("1025"))));
  EXPECT_THAT(problems_of<FeatureOptions>("{segment: {length: 1025}, delta: {kind: none}}"),
              ElementsAre());
}

TEST(FeatureOptions, NeedAFrameInEachSegment) {
  EXPECT_THAT(problems_of<FeatureOptions>("{segment: {length: 2047}, stft: {pad: none}}"),
              ElementsAre(HasSubstr("segment.length")));
}

TEST(FeatureOptions, NeedAnOddDeltaWithinTheExample) {
  EXPECT_THAT(problems_of<FeatureOptions>("delta: {width: 8}"),
              ElementsAre(AllOf(HasSubstr("delta.width"), HasSubstr("odd"))));
  EXPECT_THAT(problems_of<FeatureOptions>("delta: {width: 43}"),
              ElementsAre(AllOf(HasSubstr("delta.width"), HasSubstr("41 columns"))));
}

TEST(FeatureOptions, NeedBandsBelowHalfTheRate) {
  EXPECT_THAT(problems_of<FrontEndOptions>("{resample: {rate: 16000}, mel: {high: 8001}}"),
              ElementsAre(AllOf(HasSubstr("mel.high"), HasSubstr("8000"))));
  EXPECT_THAT(problems_of<FeatureOptions>("mel: {low: 500, high: 400}"),
              ElementsAre(HasSubstr("mel.low")));
}

TEST(FeatureOptions, AreAllChecked) {
  const auto problems = problems_of<FeatureOptions>(R"(
segment: {length: 0}
mel: {bands: 0, scale: bark}
decibel: {range: -1}
layout: sideways
stft: {hopp: 3}
)");
  EXPECT_GE(problems.size(), 6u);
}

}  // namespace
}  // namespace timbre::features
