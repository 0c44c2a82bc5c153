#include "timbre/dataset/examples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "timbre/core/error.hpp"

namespace timbre::dataset {
namespace {

using testing::ElementsAre;

Collection three_clips() {
  Collection collection;
  collection.clips = {{.name = "a", .label = 4, .fold = 1, .source = "1"},
                      {.name = "b", .label = 7, .fold = 2, .source = "2"},
                      {.name = "c", .label = 2, .fold = 1, .source = "3"}};
  return collection;
}

// Two examples of the first clip, none of the second, one of the third.
cache::Extraction extraction() {
  cache::Extraction result;
  result.first = {0, 2, 2, 3};
  result.examples = Tensor({3, 1, 2, 1}, {1, 2, 3, 4, 5, 6});
  return result;
}

TEST(MakeExamples, GivesEachExampleTheLabelOfItsClip) {
  const ExampleSet set = make_examples(three_clips(), extraction());
  EXPECT_EQ(set.size(), 3);
  EXPECT_EQ(set.shape(), (features::ExampleShape{1, 2, 1}));
  EXPECT_THAT(set.label, ElementsAre(4, 4, 2));
  EXPECT_THAT(set.clip, ElementsAre(0, 0, 2));
  EXPECT_THAT(set.segment, ElementsAre(0, 1, 0));
  EXPECT_THAT(set.values.values, ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST(MakeExamples, RefusesAnExtractionOfOtherClips) {
  cache::Extraction other = extraction();
  other.first = {0, 3};
  EXPECT_THROW(make_examples(three_clips(), std::move(other)), ContractError);
  cache::Extraction short_of_examples = extraction();
  short_of_examples.first.back() = 4;
  EXPECT_THROW(make_examples(three_clips(), std::move(short_of_examples)), ContractError);
}

}  // namespace
}  // namespace timbre::dataset
