#include "features/segment_index.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace timbre::features {
namespace {

constexpr SegmentOptions options{.length = 10, .hop = 5};

// All places in order, found by walking over the clips.
std::vector<SegmentIndex::Place> places_of(const std::vector<ClipWindow>& clips) {
  std::vector<SegmentIndex::Place> places;
  for (std::size_t clip = 0; clip < clips.size(); ++clip) {
    for (std::int64_t segment = 0; segment < segment_count(clips[clip].length, options);
         ++segment) {
      places.push_back({clip, segment});
    }
  }
  return places;
}

void expect_places(const std::vector<ClipWindow>& clips) {
  const SegmentIndex index(clips, options);
  const auto places = places_of(clips);
  ASSERT_EQ(index.total(), std::ssize(places));
  for (std::int64_t number = 0; number < index.total(); ++number) {
    const SegmentIndex::Place found = index.find(number);
    ASSERT_EQ(found.clip, places[number].clip);
    ASSERT_EQ(found.segment, places[number].segment);
    if (number + 1 == index.total()) continue;
    const SegmentIndex::Place next = index.next(found);
    ASSERT_EQ(next.clip, places[number + 1].clip);
    ASSERT_EQ(next.segment, places[number + 1].segment);
  }
}

TEST(SegmentIndex, FindsNothingWithoutClips) {
  EXPECT_EQ(SegmentIndex({}, options).total(), 0);
}

TEST(SegmentIndex, PassesOverClipsWithoutSegments) {
  expect_places({{0, 0}, {0, 9}, {0, 10}, {0, 3}, {0, 0}, {0, 27}, {0, 9}});
}

TEST(SegmentIndex, FindsPlacesAmongMoreClipsThanItRemembers) {
  for (const int count : {1, 255, 256, 257, 600, 5000}) {
    std::vector<ClipWindow> clips;
    for (int clip = 0; clip < count; ++clip) clips.push_back({0, (clip * 7919) % 31});
    expect_places(clips);
  }
}

}  // namespace
}  // namespace timbre::features
