// The kaiser filters against resampy itself, and against its loop written tap by tap in double.
#include <gtest/gtest.h>

#include <map>
#include <span>
#include <vector>

#include "slow_resampy.hpp"
#include "support/golden.hpp"
#include "support/tolerance.hpp"
#include "timbre/resample/resample.hpp"

namespace timbre::resample {
namespace {

const std::map<std::string, Quality> qualities = {{"kaiser_best", Quality::kaiser_best},
                                                  {"kaiser_fast", Quality::kaiser_fast}};
const std::map<std::string, RightWing> right_wings = {{"resampy_0_1", RightWing::resampy_0_1},
                                                      {"resampy_0_2_1", RightWing::resampy_0_2_1}};
const std::map<std::string, TapStep> tap_steps = {{"truncated", TapStep::truncated},
                                                  {"exact", TapStep::exact}};

// A product sees one rounding of its weight, one for each of the at most taps / 16 + 2 sums of its
// lane and 4 more where lanes are added, each of half a unit: 2^-24 of what has been summed. To
// that comes the running sum of times, which resampy's weights follow and ours do not: below 4000
// samples it is right to 1e-9 of a sample, by which full-scale noise moves by less than pi times
// that; and the outermost tap may be in or out where its offset is whole but for that rounding.
test::Tolerance rounding(const SlowOutput& reference) {
  const double roundings = 1 + (reference.most_taps / 16 + 2) + 4;
  return {roundings * 0x1p-24 * reference.most_weighed + 4e-9 + reference.last_weight, 0.0,
          std::to_string(static_cast<int>(roundings)) + " float roundings, one tap"};
}

void expect_zeros_behind(const std::vector<float>& actual, std::size_t computed) {
  for (std::size_t index = computed; index < actual.size(); ++index) {
    EXPECT_EQ(actual[index], 0.0f) << index;
  }
}

struct Case {
  explicit Case(const Json& json)
      : from(static_cast<int>(json.at("old_rate").integer())),
        samples(static_cast<std::size_t>(json.at("samples").integer())),
        options{.rate = static_cast<int>(json.at("new_rate").integer()),
                .quality = qualities.at(json.at("quality").text()),
                .right_wing = right_wings.at(json.at("right_wing").text()),
                .tap_step = tap_steps.at(json.at("tap_step").text())} {}
  int from;
  std::size_t samples;
  ResampleOptions options;
};

TEST(GoldenResampler, AgreesWithResampy) {
  const Json golden = test::golden("resampler");
  const auto seed = static_cast<std::uint32_t>(golden.at("seed").integer());
  for (const Json& expected : golden.at("cases").items()) {
    SCOPED_TRACE(expected.at("quality").text() + " " + expected.at("right_wing").text() + " " +
                 expected.at("tap_step").text() + " from " +
                 std::to_string(expected.at("old_rate").integer()) + " Hz, " +
                 std::to_string(expected.at("samples").integer()) + " samples");
    const Case at(expected);
    const std::vector<float> input = test::noise(at.samples, seed);
    const SlowOutput slow = slow_resampy(input, at.from, at.options);
    const auto computed = static_cast<std::size_t>(expected.at("n_out").integer());
    ASSERT_EQ(slow.values.size(), computed);

    const std::vector<float> actual = resample(input, at.from, at.options);
    ASSERT_EQ(static_cast<std::int64_t>(actual.size()), expected.at("n_librosa").integer());
    const auto compare = [&](std::size_t start, const std::vector<double>& values) {
      const test::Tolerance written{1e-11, 1e-9, "resampy within 1e-9, written with 10 digits"};
      test::expect_close(std::span(slow.values).subspan(start, values.size()), values, written);
      test::expect_close(std::span(actual).subspan(start, values.size()), values, rounding(slow));
    };
    const auto last = expected.at("last").numbers();
    compare(0, expected.at("first").numbers());
    compare(static_cast<std::size_t>(expected.at("middle_at").integer()),
            expected.at("middle").numbers());
    compare(computed - last.size(), last);
    expect_zeros_behind(actual, computed);
  }
}

struct Pair {
  int from;
  int to;
};

class RatePairs : public ::testing::TestWithParam<Pair> {};

TEST_P(RatePairs, FollowResampysLoopAtEveryOutput) {
  const auto [from, to] = GetParam();
  for (const std::size_t count : {0, 1, 2, 3, 5, 127, 128, 129, 300, 1501}) {
    const std::vector<float> input = test::noise(count, 5);
    for (const auto& [quality_name, quality] : qualities) {
      for (const auto& [wing_name, right_wing] : right_wings) {
        for (const auto& [step_name, tap_step] : tap_steps) {
          SCOPED_TRACE(std::to_string(count) + " " + quality_name + " " + wing_name + " " +
                       step_name);
          const ResampleOptions options{to, quality, right_wing, tap_step};
          const SlowOutput slow = slow_resampy(input, from, options);
          const std::vector<float> actual = resample(input, from, options);
          ASSERT_EQ(static_cast<std::int64_t>(actual.size()), resampled_count(count, from, to));
          test::expect_close(std::span(actual).first(slow.values.size()), slow.values,
                             rounding(slow));
          expect_zeros_behind(actual, slow.values.size());
        }
      }
    }
  }
}

// 44101 Hz has no bank; 192 and 4 kHz have the most and the fewest taps.
INSTANTIATE_TEST_SUITE_P(Resample, RatePairs,
                         ::testing::Values(Pair{44100, 22050}, Pair{48000, 22050},
                                           Pair{192000, 22050}, Pair{44101, 22050},
                                           Pair{11025, 22050}, Pair{8000, 44100},
                                           Pair{22050, 44100}, Pair{4000, 8001}),
                         [](const auto& tested) {
                           return std::to_string(tested.param.from) + "_to_" +
                                  std::to_string(tested.param.to);
                         });

}  // namespace
}  // namespace timbre::resample
