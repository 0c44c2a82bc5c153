#include "timbre/features/framing.hpp"

#include <gmock/gmock.h>

#include <vector>

namespace timbre::features {
namespace {

using testing::ElementsAre;

constexpr std::int64_t outside = -1;

std::vector<std::int64_t> indices(std::int64_t first, std::int64_t last, std::int64_t length,
                                  PadMode pad) {
  std::vector<std::int64_t> result;
  for (std::int64_t position = first; position <= last; ++position) {
    result.push_back(padded_index(position, length, pad));
  }
  return result;
}

TEST(Framing, CentredFramesStartAtEachHopOfTheSignal) {
  EXPECT_EQ(frames_of(20480, 2048, 512, PadMode::reflect), 41);
  EXPECT_EQ(frames_of(88200, 2048, 512, PadMode::reflect), 173);
  EXPECT_EQ(frames_of(511, 2048, 512, PadMode::constant), 1);
  EXPECT_EQ(frames_of(512, 2048, 512, PadMode::edge), 2);
  EXPECT_EQ(frames_of(1, 2048, 512, PadMode::reflect), 1);
  EXPECT_EQ(frame_start(0, 2048, 512, PadMode::reflect), -1024);
  EXPECT_EQ(frame_start(3, 2048, 512, PadMode::reflect), 512);
}

TEST(Framing, UncentredFramesLieWithinTheSignal) {
  EXPECT_EQ(frames_of(2047, 2048, 512, PadMode::none), 0);
  EXPECT_EQ(frames_of(2048, 2048, 512, PadMode::none), 1);
  EXPECT_EQ(frames_of(2559, 2048, 512, PadMode::none), 1);
  EXPECT_EQ(frames_of(2560, 2048, 512, PadMode::none), 2);
  EXPECT_EQ(frame_start(3, 2048, 512, PadMode::none), 1536);
}

TEST(Framing, ASignalWithoutSamplesHasNoFrames) {
  for (const PadMode pad : {PadMode::none, PadMode::reflect, PadMode::constant, PadMode::edge}) {
    EXPECT_EQ(frames_of(0, 256, 64, pad), 0);
  }
}

TEST(Framing, ReflectsWithoutRepeatingTheEnd) {
  EXPECT_THAT(indices(-3, 6, 4, PadMode::reflect), ElementsAre(3, 2, 1, 0, 1, 2, 3, 2, 1, 0));
}

// numpy.pad([0, 1, 2], 7, 'reflect')
TEST(Framing, ReflectsAgainWhereTheSignalIsShorterThanThePadding) {
  EXPECT_THAT(indices(-7, 9, 3, PadMode::reflect),
              ElementsAre(1, 2, 1, 0, 1, 2, 1, 0, 1, 2, 1, 0, 1, 2, 1, 0, 1));
  EXPECT_THAT(indices(-3, 4, 2, PadMode::reflect), ElementsAre(1, 0, 1, 0, 1, 0, 1, 0));
}

TEST(Framing, RepeatsASingleSample) {
  EXPECT_THAT(indices(-2, 2, 1, PadMode::reflect), ElementsAre(0, 0, 0, 0, 0));
  EXPECT_THAT(indices(-2, 2, 1, PadMode::edge), ElementsAre(0, 0, 0, 0, 0));
}

TEST(Framing, RepeatsTheEndsOrReadsZeros) {
  EXPECT_THAT(indices(-2, 4, 3, PadMode::edge), ElementsAre(0, 0, 0, 1, 2, 2, 2));
  EXPECT_THAT(indices(-2, 4, 3, PadMode::constant),
              ElementsAre(outside, outside, 0, 1, 2, outside, outside));
  EXPECT_THAT(indices(-1, 1, 1, PadMode::constant), ElementsAre(outside, 0, outside));
}

}  // namespace
}  // namespace timbre::features
