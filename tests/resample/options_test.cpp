#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/message.hpp"
#include "timbre/config/document.hpp"
#include "timbre/resample/resample.hpp"

namespace timbre::resample {
namespace {

using ::testing::HasSubstr;

ResampleOptions parse(const std::string& text) {
  return config::read<ResampleOptions>(config::Document::parse(text, "test.yaml"));
}

TEST(ResampleOptions, KeepTheirDefaultsWhenNothingIsSet) {
  EXPECT_EQ(parse("{}"), ResampleOptions{});
}

TEST(ResampleOptions, ReadEveryKey) {
  const ResampleOptions expected{8000, Quality::kaiser_fast, RightWing::resampy_0_1,
                                 TapStep::exact};
  EXPECT_EQ(parse("{rate: 8000, quality: kaiser_fast, right_wing: resampy_0_1, tap_step: exact}"),
            expected);
  EXPECT_EQ(parse(config::to_yaml(expected)), expected);
  for (const Quality quality : {Quality::kaiser_best, Quality::soxr_hq, Quality::soxr_vhq}) {
    EXPECT_EQ(parse(config::to_yaml(ResampleOptions{.quality = quality})).quality, quality);
  }
}

TEST(ResampleOptions, NameWhatIsAllowed) {
  const auto problem = [](const char* text) { return test::message_of([=] { parse(text); }); };
  EXPECT_THAT(problem("quality: best"), HasSubstr("kaiser_best"));
  EXPECT_THAT(problem("rate: 0"), HasSubstr("1000"));
}

}  // namespace
}  // namespace timbre::resample
