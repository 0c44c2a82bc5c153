#include "timbre/features/plan.hpp"

#include <gmock/gmock.h>

#include "features/plan_fixture.hpp"
#include "timbre/core/error.hpp"

namespace timbre::features {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

template <typename Failure, typename Body>
std::string message_of(const Body& body) {
  try {
    body();
  } catch (const Failure& failure) {
    return failure.what();
  }
  return "nothing was thrown";
}

TEST(Plan, CountsFullSegments) {
  const SegmentOptions options;
  EXPECT_EQ(segment_count(0, options), 0);
  EXPECT_EQ(segment_count(20479, options), 0);
  EXPECT_EQ(segment_count(20480, options), 1);
  EXPECT_EQ(segment_count(30719, options), 1);
  EXPECT_EQ(segment_count(30720, options), 2);
  EXPECT_EQ(segment_count(88200, options), 7);
}

TEST(Plan, TellsTheCountOfEachClip) {
  const auto plan = features::plan(test::cpu_with_plans(), {}, 22050);
  const std::vector<ClipWindow> clips = {{0, 88200}, {5, 0}, {7, 20480}, {0, 100}};
  EXPECT_THAT(plan->count(clips), ElementsAre(7, 0, 1, 0));
}

TEST(Plan, GivesExamplesOfBandsColumnsAndChannels) {
  FeatureOptions options;
  EXPECT_EQ(example_shape(options), (ExampleShape{60, 41, 2}));
  options.delta.kind = DeltaKind::none;
  options.mel.bands = 128;
  options.stft.pad = PadMode::none;
  EXPECT_EQ(example_shape(options), (ExampleShape{128, 37, 1}));
  EXPECT_EQ(features::plan(test::cpu_with_plans(), options, 22050)->shape(),
            example_shape(options));
}

TEST(Plan, RunsWithoutClipsAndWithoutSegments) {
  const auto plan = features::plan(test::cpu_with_plans(), {}, 22050);
  const float* nothing = nullptr;
  plan->run(nothing, 0, {}, nullptr);
  const ClipWindow empty{};
  plan->run(nothing, 0, {&empty, 1}, nullptr);
}

TEST(Plan, TakesSamplesOf16BitsAsFloatsOfTheSameValue) {
  const auto plan = features::plan(test::cpu_with_plans(), {}, 22050);
  std::vector<std::int16_t> samples;
  std::vector<float> floats;
  for (std::uint32_t index = 0; index < 60000; ++index) {
    samples.push_back(static_cast<std::int16_t>(std::floor(32768.0 * test::noise_at(index, 1))));
    floats.push_back(static_cast<float>(samples.back()) / 32768.0f);
  }
  const std::vector<ClipWindow> clips = {{7, 31000}, {0, 100}, {25000, 35000}};
  std::vector<float> examples = test::poisoned(4 * plan->shape().size());
  plan->run(samples.data(), std::ssize(samples), clips, examples.data());
  EXPECT_EQ(examples, test::examples_of(*plan, floats, clips));
}

TEST(Plan, RefusesClipsOutsideOfTheBuffer) {
  const auto plan = features::plan(test::cpu_with_plans(), {}, 22050);
  const std::vector<float> samples(30000);
  std::vector<float> examples(plan->shape().size());
  for (const ClipWindow clip : {ClipWindow{-1, 10}, ClipWindow{0, -1}, ClipWindow{20000, 20480},
                                ClipWindow{0, 30001}, ClipWindow{30001, 0}}) {
    EXPECT_THROW(plan->run(samples.data(), 30000, {&clip, 1}, examples.data()), ContractError)
        << clip.offset << " " << clip.length;
  }
}

TEST(Plan, RefusesOptionsThatTheirDescriptionForbids) {
  FeatureOptions options;
  options.stft.hop = 0;
  options.stft.n_fft = 1001;
  const std::string message =
      message_of<RequestError>([&] { features::plan(test::cpu_with_plans(), options, 22050); });
  EXPECT_THAT(message, HasSubstr("n_fft"));
  EXPECT_THAT(message, HasSubstr("hop"));
  options.stft.n_fft = 1000;
  EXPECT_THAT(
      message_of<RequestError>([&] { features::plan(test::cpu_with_plans(), options, 22050); }),
      HasSubstr("hop"));
}

TEST(Plan, RefusesBandsAboveHalfTheSampleRate) {
  FeatureOptions options;
  options.mel.high = 11025.0;
  EXPECT_NO_THROW(features::plan(test::cpu_with_plans(), options, 22050));
  const std::string message =
      message_of<RequestError>([&] { features::plan(test::cpu_with_plans(), options, 16000); });
  EXPECT_THAT(message, HasSubstr("11025"));
  EXPECT_THAT(message, HasSubstr("8000"));
}

TEST(Plan, NamesTheDeviceThatHasNone) {
  const auto bare = open_cpu();
  EXPECT_THAT(message_of<Error>([&] { features::plan(*bare, {}, 22050); }),
              HasSubstr("has no feature plan"));
}

}  // namespace
}  // namespace timbre::features
