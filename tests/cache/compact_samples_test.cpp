#include "timbre/cache/compact_samples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace timbre::cache {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(CompactSamples, HoldMultiplesOfTheStepIn16Bits) {
  const CompactSamples samples = compacted({0.0f, -1.0f, 0.5f, 32767.0f / 32768.0f, -0x1p-15f});
  EXPECT_TRUE(samples.is_compact());
  EXPECT_THAT(samples.sixteen_bits, ElementsAre(0, -32768, 16384, 32767, -1));
  EXPECT_EQ(samples.sample_count(), 5);
  EXPECT_EQ(samples.bytes(), 10u);
  EXPECT_TRUE(samples.view().sixteen_bits);
}

TEST(CompactSamples, HoldAllElseAsFloats) {
  for (const float odd : {1.0f, -1.5f, 0x1p-16f, 1e9f, INFINITY, NAN}) {
    const CompactSamples samples = compacted({0.5f, odd});
    EXPECT_FALSE(samples.is_compact()) << odd;
    EXPECT_EQ(samples.sample_count(), 2);
    EXPECT_EQ(samples.bytes(), 8u);
    EXPECT_EQ(samples.floats[0], 0.5f);
    EXPECT_FALSE(samples.view().sixteen_bits);
  }
}

TEST(CompactSamples, StayCompactWhileAllAre) {
  CompactSamples samples;
  samples.append(compacted({0.5f}));
  samples.append(compacted({-0.5f}));
  EXPECT_THAT(samples.sixteen_bits, ElementsAre(16384, -16384));
  samples.append(compacted({0.1f}));
  EXPECT_THAT(samples.sixteen_bits, IsEmpty());
  EXPECT_THAT(samples.floats, ElementsAre(0.5f, -0.5f, 0.1f));
  samples.append(compacted({0.25f}));
  EXPECT_THAT(samples.floats, ElementsAre(0.5f, -0.5f, 0.1f, 0.25f));
}

}  // namespace
}  // namespace timbre::cache
