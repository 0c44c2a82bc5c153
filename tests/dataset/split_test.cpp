#include "timbre/dataset/split.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "dataset/split_samples.hpp"
#include "support/message.hpp"
#include "timbre/core/error.hpp"

namespace timbre::dataset {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using test::collection_of;
using test::count;
using test::integers;

ProtocolOptions five_folds() {
  return {.kind = ProtocolKind::k_fold, .folds = 5};
}

TEST(KFold, GivesEachFoldAsMuchOfAClassAsScikitLearnDoes) {
  const Json splits = test::golden("splits");
  for (const Json& expected : splits.at("stratified").items()) {
    ProtocolOptions options{.kind = ProtocolKind::k_fold, .folds = expected.at("folds").integer()};
    const std::vector<std::int64_t> sizes = integers(expected.at("class_sizes"));
    const Collection collection = collection_of(sizes);
    const std::vector<int> folds = clip_folds(options, collection, 3);
    std::map<int, std::map<int, std::int64_t>> by_class;
    for (std::size_t clip = 0; clip < folds.size(); ++clip) {
      ++by_class[collection.clips[clip].label][folds[clip]];
    }
    for (std::size_t label = 0; label < sizes.size(); ++label) {
      std::vector<std::int64_t> counts;
      for (int fold = 1; fold <= options.folds; ++fold) {
        counts.push_back(by_class[static_cast<int>(label)][fold]);
      }
      std::sort(counts.begin(), counts.end());
      EXPECT_EQ(counts, integers(expected.at("by_class").items()[label]));
    }
    std::vector<std::int64_t> in_all;
    for (int fold = 1; fold <= options.folds; ++fold) in_all.push_back(count(folds, fold));
    std::sort(in_all.begin(), in_all.end());
    EXPECT_EQ(in_all, integers(expected.at("in_all")));
  }
}

TEST(KFold, OtherSeedsGiveOtherFoldsAndTheSameSeedTheSame) {
  const Collection collection = collection_of({50, 50});
  EXPECT_EQ(clip_folds(five_folds(), collection, 1), clip_folds(five_folds(), collection, 1));
  EXPECT_NE(clip_folds(five_folds(), collection, 1), clip_folds(five_folds(), collection, 2));
}

TEST(KFold, KeepsSourcesTogetherAndFoldsEven) {
  ProtocolOptions options = five_folds();
  options.unit = SplitUnit::source;
  const Collection collection = collection_of({60, 45, 30}, 3);
  const std::vector<int> folds = clip_folds(options, collection, 1);
  std::map<std::string, std::set<int>> folds_of;
  for (std::size_t clip = 0; clip < folds.size(); ++clip) {
    folds_of[collection.clips[clip].source].insert(folds[clip]);
  }
  EXPECT_EQ(folds_of.size(), 45u);
  for (const auto& [source, where] : folds_of) EXPECT_EQ(where.size(), 1u) << source;
  for (int fold = 1; fold <= 5; ++fold) EXPECT_EQ(count(folds, fold), 27);
}

TEST(KFold, FindsPlaceForALargeSource) {
  Collection collection = collection_of({20, 20});
  for (std::size_t clip = 0; clip < 10; ++clip) collection.clips[clip].source = "large";
  const ProtocolOptions options{
      .kind = ProtocolKind::k_fold, .folds = 4, .unit = SplitUnit::source, .stratify = false};
  const std::vector<int> folds = clip_folds(options, collection, 1);
  const std::set<int> of_large(folds.begin(), folds.begin() + 10);
  ASSERT_EQ(of_large.size(), 1u);
  for (int fold = 1; fold <= 4; ++fold) {
    EXPECT_EQ(count(folds, fold), 10) << "ten of large, or ten of the others";
  }
}

TEST(KFold, NeedsAUnitForEachFold) {
  const auto split = [] { clip_folds(five_folds(), collection_of({2, 2}), 1); };
  EXPECT_THROW(split(), RequestError);
  EXPECT_THAT(test::message_of(split), HasSubstr("only 4 units"));
}

TEST(HoldOut, GivesEachRoleItsShareOfEveryClass) {
  const ProtocolOptions options{
      .kind = ProtocolKind::hold_out, .validate_share = 0.2, .test_share = 0.2};
  const std::vector<int> folds = clip_folds(options, collection_of({50, 10}), 1);
  const std::vector<int> large(folds.begin(), folds.begin() + 50);
  const std::vector<int> small(folds.begin() + 50, folds.end());
  EXPECT_EQ(count(large, 1), 30);
  EXPECT_EQ(count(large, 2), 10);
  EXPECT_EQ(count(small, 2), 2);
  EXPECT_EQ(count(small, 3), 2);
}

TEST(HoldOut, WithoutAValidationShareHasNoFoldTwo) {
  const ProtocolOptions options{
      .kind = ProtocolKind::hold_out, .validate_share = 0, .test_share = 0.3};
  const std::vector<int> folds = clip_folds(options, collection_of({10}), 1);
  EXPECT_EQ(count(folds, 2), 0);
  EXPECT_EQ(count(folds, 3), 3);
}

// Six examples of each clip.
ExampleSet chunks_of(const Collection& collection) {
  ExampleSet set;
  for (std::size_t clip = 0; clip < collection.clips.size(); ++clip) {
    for (std::int32_t segment = 0; segment < 6; ++segment) {
      set.label.push_back(collection.clips[clip].label);
      set.clip.push_back(static_cast<std::int32_t>(clip));
      set.segment.push_back(segment);
    }
  }
  return set;
}

TEST(ExampleFolds, KeepTheExamplesOfAFileTogether) {
  const Collection collection = collection_of({20, 20});
  const ExampleSet examples = chunks_of(collection);
  const std::vector<int> of_clip = clip_folds(five_folds(), collection, 1);
  const std::vector<int> folds = example_folds(five_folds(), collection, examples, 1);
  for (std::size_t example = 0; example < folds.size(); ++example) {
    EXPECT_EQ(folds[example], of_clip[static_cast<std::size_t>(examples.clip[example])]);
  }
}

TEST(ExampleFolds, PartAFileOnlyWhenAskedTo) {
  const ProtocolOptions document_three{.kind = ProtocolKind::hold_out,
                                       .validate_count = 300,
                                       .test_on = TestOn::validation,
                                       .unit = SplitUnit::example,
                                       .stratify = false};
  const Collection collection = collection_of({64, 64});
  const ExampleSet examples = chunks_of(collection);
  const std::vector<int> folds = example_folds(document_three, collection, examples, 1);
  EXPECT_EQ(count(folds, 2), 300);
  EXPECT_EQ(count(folds, 1), 468);
  EXPECT_THAT(clip_folds(document_three, collection, 1), testing::Each(0));
  std::size_t parted = 0;
  for (std::size_t clip = 0; clip < 128; ++clip) {
    const std::set<int> where(folds.begin() + static_cast<std::ptrdiff_t>(6 * clip),
                              folds.begin() + static_cast<std::ptrdiff_t>(6 * clip + 6));
    parted += where.size() > 1;
  }
  // A clip stays whole by chance in about 0.6^6 + 0.4^6 = 5 % of cases.
  EXPECT_GT(parted, 100u);
}

TEST(ExampleFolds, TakeAllWhenThereAreFewerThanTheCount) {
  const ProtocolOptions options{.kind = ProtocolKind::hold_out,
                                .validate_count = 300,
                                .test_on = TestOn::validation,
                                .unit = SplitUnit::example,
                                .stratify = false};
  const Collection collection = collection_of({5, 5});
  EXPECT_THAT(example_folds(options, collection, chunks_of(collection), 1), testing::Each(2));
}

TEST(OwnFolds, AreTakenAsTheyAre) {
  Collection collection = collection_of({3});
  collection.clips[1].fold = 4;
  EXPECT_THAT(clip_folds({.kind = ProtocolKind::fixed}, collection, 1), ElementsAre(0, 4, 0));
}

TEST(MembersOf, AreThoseOfTheFoldsInOrder) {
  const std::vector<int> folds = {1, 2, 1, 3};
  EXPECT_THAT(members_of(folds, std::vector{1}), ElementsAre(0, 2));
  EXPECT_THAT(members_of(folds, std::vector{3, 1}), ElementsAre(0, 2, 3));
  EXPECT_THAT(members_of(folds, std::vector<int>{}), ElementsAre());
}

}  // namespace
}  // namespace timbre::dataset
