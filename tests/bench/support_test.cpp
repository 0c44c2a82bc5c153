#include <gtest/gtest.h>

#include "makers.hpp"
#include "support/noise.hpp"
#include "support/peaks.hpp"
#include "support/stream_timer.hpp"

namespace timbre::bench {
namespace {

TEST(Noise, IsTheMedianTheSmallestAndTheSpreadBetweenPercentiles) {
  // 0 to 100 in an order of no use: 10 and 90 are the percentiles.
  std::vector<double> samples;
  for (int index = 0; index <= 100; ++index) samples.push_back(37 * index % 101);
  const Noise noise = summarise(samples);
  EXPECT_EQ(noise.median, 50.0);
  EXPECT_EQ(noise.smallest, 0.0);
  EXPECT_EQ(noise.spread, 80.0 / 50.0);
}

TEST(Noise, OneSampleHasNone) {
  const Noise noise = summarise({3.0});
  EXPECT_EQ(noise.median, 3.0);
  EXPECT_EQ(noise.spread, 0.0);
}

TEST(Noise, NoSamplesAreRefused) {
  EXPECT_THROW(summarise({}), Error);
}

// The emulated device says: 4 multiprocessors at 1 GHz, 64 bits of memory bus at 1 GHz.
TEST(Peaks, FollowFromTheDevicesClocks) {
  const Peaks peaks = read_peaks();
  EXPECT_EQ(peaks.bytes_per_second, 1e9 * 2 * 8);
  EXPECT_EQ(peaks.operations_per_second(Arithmetic::f32), 4 * 256 * 1e9);
  EXPECT_EQ(peaks.operations_per_second(Arithmetic::bf16), 4 * 4096 * 1e9);
}

TEST(StreamTimer, AWarmPassFollowsAnotherAndAColdOneDoesNot) {
  const auto device = cuda::open_device("emulated");
  StreamTimer timer(*device, device->stream(), read_peaks().l2_bytes);
  int passes = 0;
  EXPECT_GE(timer.time(Cache::cold, [&] { ++passes; }), 0.0);
  EXPECT_EQ(passes, 1);
  EXPECT_GE(timer.time(Cache::warm, [&] { ++passes; }), 0.0);
  EXPECT_EQ(passes, 3);
}

TEST(StreamTimer, TimesTheWorkOnTheStream) {
  const auto device = cuda::open_device("emulated");
  StreamTimer timer(*device, device->stream(), read_peaks().l2_bytes);
  const Buffer buffer(*device, std::size_t{16} << 20);
  const double seconds = timer.time(Cache::cold, [&] {
    TIMBRE_CUDA_CHECK(cudaMemsetAsync(buffer.as<char>(), 0, buffer.bytes(), device->stream()));
  });
  EXPECT_GT(seconds, 0.0);
}

}  // namespace
}  // namespace timbre::bench
