#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "timbre/core/error.hpp"
#include "timbre/metrics/scores.hpp"

namespace timbre::metrics {
namespace {

using Clips = std::vector<std::int32_t>;
using testing::ElementsAre;
using testing::IsEmpty;

// [segments, 2]; eighths, so that sums are exact in any order.
const std::vector<float> probabilities = {0.25f, 0.75f, 1.0f, 0.0f, 0.5f, 0.5f, 0.75f, 0.25f};

TEST(Vote, AveragesTheSegmentsOfEachClip) {
  const auto votes = vote(probabilities, Clips{4, 9, 4, 4}, Clips{9, 4}, 2);
  ASSERT_EQ(votes.size(), 2u);
  EXPECT_EQ(votes[0].clip, 9);
  EXPECT_EQ(votes[0].segments, 1);
  EXPECT_THAT(votes[0].probabilities, ElementsAre(1.0f, 0.0f));
  EXPECT_EQ(votes[1].clip, 4);
  EXPECT_EQ(votes[1].segments, 3);
  EXPECT_THAT(votes[1].probabilities, ElementsAre(0.5f, 0.5f));
}

TEST(Vote, KeepsClipsWithoutASegment) {
  const auto votes = vote(probabilities, Clips{4, 4, 4, 4}, Clips{3, 4, 5}, 2);
  ASSERT_EQ(votes.size(), 3u);
  EXPECT_EQ(votes[0].clip, 3);
  EXPECT_EQ(votes[0].segments, 0);
  EXPECT_THAT(votes[0].probabilities, IsEmpty());
  EXPECT_EQ(votes[1].segments, 4);
  EXPECT_THAT(votes[2].probabilities, IsEmpty());
}

TEST(Vote, RefusesRowsThatDoNotFit) {
  EXPECT_THROW(vote(probabilities, Clips{4, 4, 4, 8}, Clips{4}, 2), ContractError);
  EXPECT_THROW(vote(probabilities, Clips{4, 4, 4}, Clips{4}, 2), ContractError);
  EXPECT_THROW(vote(probabilities, Clips{4, 4, 4, 4}, Clips{4, 4}, 2), ContractError);
}

}  // namespace
}  // namespace timbre::metrics
