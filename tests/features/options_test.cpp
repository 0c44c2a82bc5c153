#include "timbre/features/options.hpp"

#include <gmock/gmock.h>

#include "features/option_sets.hpp"
#include "timbre/config/document.hpp"
#include "timbre/features/level_rule.hpp"
#include "timbre/features/plan.hpp"

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
  for (const auto& sets : {test::option_sets(), test::other_lengths()}) {
    for (const test::OptionSet& set : sets) {
      EXPECT_EQ(read<FeatureOptions>(config::to_yaml(set.options)), set.options) << set.name;
    }
  }
}

TEST(FeatureOptions, NeedTransformsOfSmallFactors) {
  for (const char* length : {"1001", "1023", "2206"}) {
    EXPECT_THAT(problems_of<FeatureOptions>("stft: {n_fft: " + std::string(length) + "}"),
                ElementsAre(AllOf(HasSubstr("stft.n_fft"), HasSubstr(length), HasSubstr("even"))));
  }
  EXPECT_THAT(problems_of<FeatureOptions>("stft: {n_fft: 131072}").size(), 1u);
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

TEST(FeatureOptions, KnowTheSpectraOfDocument003) {
  const auto options = read<FeatureOptions>(R"(
segment: {length: 110250, hop: 110250}
stft: {n_fft: 256, frame: 2048, hop: 512, pad: none, full_scale: 32768, spectrum: magnitude}
bands: linear
logarithm: natural
natural: {silence: minus_infinity}
delta: {kind: none}
)");
  EXPECT_EQ(example_shape(options), (ExampleShape{129, 212, 1}));
  EXPECT_EQ(options.stft.frame_length(), 2048);
  EXPECT_EQ(level_rule(options).floor, 0.0f);
}

// What is written of the options names caches: theirs are not lost to keys that came later.
TEST(FeatureOptions, WriteNoLaterKeysAtTheirDefaults) {
  EXPECT_EQ(config::to_yaml(FeatureOptions()), R"(segment:
  length: 20480
  hop: 10240
stft:
  n_fft: 2048
  hop: 512
  window: hann_periodic
  pad: reflect
mel:
  bands: 60
  low: 0
  high: 0
  scale: slaney
  norm: slaney
decibel:
  floor: 1e-10
  range: 80
delta:
  kind: filter
  width: 9
layout: bands_by_frames
)");
}

TEST(FeatureOptions, RefuseWhatDoesNotFitTogether) {
  EXPECT_THAT(problems_of<FeatureOptions>("stft: {frame: 1024}"),
              ElementsAre(AllOf(HasSubstr("stft.frame"), HasSubstr("2048"))));
  EXPECT_THAT(problems_of<FeatureOptions>("stft: {spectrum: magnitude}"),
              ElementsAre(AllOf(HasSubstr("stft.spectrum"), HasSubstr("natural"))));
  EXPECT_THAT(problems_of<FeatureOptions>("{bands: linear, mel: {bands: 40}}"),
              ElementsAre(HasSubstr("only when bands is mel")));
  EXPECT_THAT(
      problems_of<FeatureOptions>("{logarithm: natural, natural: {silence: minus_infinity}}"),
      ElementsAre(AllOf(HasSubstr("natural.silence"), HasSubstr("delta.kind"))));
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
