#include <array>
#include <numeric>

#include "emulator/device.hpp"
#include "gpu/kernel.cuh"

namespace timbre::test {
namespace {

using WarpTest = EmulatedDevice;
constexpr int lanes = 32;
constexpr unsigned all_lanes = 0xffffffffu;

template <typename T>
struct Shuffled {
  T direct, up, down, exchanged;
};

template <typename T, int Width>
__global__ void shuffle(Shuffled<T>* out) {
  const T mine = static_cast<T>(threadIdx.x) * T{3};
  out[threadIdx.x] = {
      __shfl_sync(all_lanes, mine, 5, Width), __shfl_up_sync(all_lanes, mine, 2u, Width),
      __shfl_down_sync(all_lanes, mine, 3u, Width), __shfl_xor_sync(all_lanes, mine, 1, Width)};
}

// From the definitions in the CUDA C++ Programming Guide, "Warp Shuffle Functions".
template <typename T, int Width>
void expect_shuffles() {
  DeviceArray<Shuffled<T>> out(lanes);
  gpu::launch<shuffle<T, Width>>({.grid = 1, .block = lanes}, out.get());
  const auto values = out.values();
  for (int lane = 0; lane < lanes; ++lane) {
    const int first = lane / Width * Width;
    const int within = lane - first;
    const auto& got = values[static_cast<std::size_t>(lane)];
    EXPECT_EQ(got.direct, static_cast<T>(3 * (first + 5 % Width))) << lane;
    EXPECT_EQ(got.up, static_cast<T>(3 * (within >= 2 ? lane - 2 : lane))) << lane;
    EXPECT_EQ(got.down, static_cast<T>(3 * (within + 3 < Width ? lane + 3 : lane))) << lane;
    EXPECT_EQ(got.exchanged, static_cast<T>(3 * (lane ^ 1))) << lane;
  }
}

TEST_F(WarpTest, ShufflesEveryTypeAndWidth) {
  in_every_order([] {
    expect_shuffles<int, 32>();
    expect_shuffles<float, 16>();
    expect_shuffles<double, 8>();
    expect_shuffles<unsigned long long, 4>();
    expect_shuffles<unsigned, 2>();
  });
}

struct Votes {
  unsigned ballot, thirds;
  int any_of_none, any_of_one, all_of_all, all_but_one;
  unsigned alike;
  int all_alike;
};

__global__ void vote(Votes* out) {
  const int lane = static_cast<int>(threadIdx.x);
  Votes votes;
  votes.ballot = __ballot_sync(all_lanes, lane % 2);
  votes.thirds = lane % 3 == 0 ? __ballot_sync(0x49249249u, lane > 8) : 0;
  votes.any_of_none = __any_sync(all_lanes, 0);
  votes.any_of_one = __any_sync(all_lanes, lane == 7);
  votes.all_of_all = __all_sync(all_lanes, 1);
  votes.all_but_one = __all_sync(all_lanes, lane != 7);
  votes.alike = __match_any_sync(all_lanes, lane % 4);
  __match_all_sync(all_lanes, lane / 64, &votes.all_alike);
  out[lane] = votes;
}

TEST_F(WarpTest, CountsVotesAndFindsEqualValues) {
  in_every_order([] {
    DeviceArray<Votes> out(lanes);
    gpu::launch<vote>({.grid = 1, .block = lanes}, out.get());
    for (int lane = 0; lane < lanes; ++lane) {
      const Votes votes = out.values()[static_cast<std::size_t>(lane)];
      EXPECT_EQ(votes.ballot, 0xaaaaaaaau);
      EXPECT_EQ(votes.thirds, lane % 3 == 0 ? 0x49249200u : 0u);
      EXPECT_FALSE(votes.any_of_none);
      EXPECT_TRUE(votes.any_of_one);
      EXPECT_TRUE(votes.all_of_all);
      EXPECT_FALSE(votes.all_but_one);
      EXPECT_EQ(votes.alike, 0x11111111u << (lane % 4));
      EXPECT_TRUE(votes.all_alike);
    }
  });
}

struct Reduced {
  unsigned sum, bits_and, bits_or, bits_xor, largest;
  int smallest;
};

__global__ void reduce(Reduced* out) {
  const unsigned lane = threadIdx.x;
  // The two halves of the warp reduce for themselves.
  const unsigned half = lane < 16 ? 0x0000ffffu : 0xffff0000u;
  out[lane] = {__reduce_add_sync(half, lane), __reduce_and_sync(half, lane | 32u),
               __reduce_or_sync(half, lane),  __reduce_xor_sync(half, 1u << lane),
               __reduce_max_sync(half, lane), __reduce_min_sync(half, 10 - static_cast<int>(lane))};
}

TEST_F(WarpTest, ReducesTheLanesOfAMask) {
  in_every_order([] {
    DeviceArray<Reduced> out(lanes);
    gpu::launch<reduce>({.grid = 1, .block = lanes}, out.get());
    const Reduced low = out.values().front(), high = out.values().back();
    EXPECT_EQ(low.sum, 120u);
    EXPECT_EQ(high.sum, 376u);
    EXPECT_EQ(low.bits_and, 32u);
    EXPECT_EQ(high.bits_and, 48u);
    EXPECT_EQ(low.bits_or, 15u);
    EXPECT_EQ(high.bits_xor, 0xffff0000u);
    EXPECT_EQ(low.largest, 15u);
    EXPECT_EQ(high.smallest, -21);
  });
}

__global__ void vote_without_the_exited(unsigned* out) {
  if (threadIdx.x % 2 == 0) return;
  out[threadIdx.x] = __ballot_sync(all_lanes, 1);
}

TEST_F(WarpTest, VotesDoNotWaitForLanesThatLeft) {
  in_every_order([] {
    DeviceArray<unsigned> out(std::vector<unsigned>(lanes, 0u));
    gpu::launch<vote_without_the_exited>({.grid = 1, .block = lanes}, out.get());
    EXPECT_EQ(out.values()[1], 0xaaaaaaaau);
  });
}

__global__ void vote_in_a_short_warp(unsigned* out) {
  out[threadIdx.x] = __ballot_sync(all_lanes, 1);
}

TEST_F(WarpTest, TheLastWarpOfABlockMayBeShort) {
  DeviceArray<unsigned> out(40);
  gpu::launch<vote_in_a_short_warp>({.grid = 1, .block = 40}, out.get());
  EXPECT_EQ(out.values()[31], all_lanes);
  EXPECT_EQ(out.values()[32], 0xffu);
}

}  // namespace
}  // namespace timbre::test
