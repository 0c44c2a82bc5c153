// Splits that other tools make: split-folders and fastai.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "dataset/split_samples.hpp"
#include "timbre/dataset/split.hpp"

namespace timbre::dataset {
namespace {

using test::collection_of;
using test::count;
using test::integers;
using testing::ElementsAre;

TEST(SplitFolders, HoldsOutTheFilesThatPythonHoldsOut) {
  const ProtocolOptions options{.kind = ProtocolKind::hold_out,
                                .validate_share = 0.2,
                                .test_on = TestOn::validation,
                                .rule = SplitRule::split_folders,
                                .split_seed = 1337};
  const Json splits = test::golden("splits");
  for (const Json& expected : splits.at("split_folders").items()) {
    const std::int64_t files = expected.at("count").integer();
    const Collection collection = collection_of({files, 3, files});
    const std::vector<int> folds = clip_folds(options, collection, 99);
    std::vector<std::int64_t> held_out;
    for (std::int64_t file = 0; file < files; ++file) {
      if (folds[static_cast<std::size_t>(file)] == 2) held_out.push_back(file);
      EXPECT_EQ(folds[static_cast<std::size_t>(file)],
                folds[static_cast<std::size_t>(files + 3 + file)]);
    }
    EXPECT_EQ(held_out, integers(expected.at("held_out")));
  }
}

TEST(SplitFolders, HoldsOutDocumentFoursNumbersOfAHundredFiles) {
  const ProtocolOptions options{.kind = ProtocolKind::hold_out,
                                .validate_share = 0.2,
                                .test_on = TestOn::validation,
                                .rule = SplitRule::split_folders,
                                .split_seed = 1337};
  const std::vector<int> folds = clip_folds(options, collection_of({100}), 1);
  EXPECT_THAT(
      members_of(folds, std::vector{2}),
      ElementsAre(13, 21, 26, 39, 42, 46, 49, 50, 51, 54, 68, 73, 74, 79, 81, 84, 88, 90, 93, 96));
}

TEST(SplitFolders, PartsInThreeWithATestSetOfItsOwn) {
  const ProtocolOptions options{.kind = ProtocolKind::hold_out,
                                .validate_share = 0.1,
                                .test_share = 0.1,
                                .rule = SplitRule::split_folders,
                                .split_seed = 1337};
  const std::vector<int> folds = clip_folds(options, collection_of({100, 100}), 1);
  EXPECT_EQ(count(folds, 1), 160);
  EXPECT_EQ(count(folds, 2), 20);
  EXPECT_EQ(count(folds, 3), 20);
}

TEST(Binomial, DrawsNumPysNumbersInTheOrderOfNames) {
  ProtocolOptions options{.kind = ProtocolKind::hold_out,
                          .validate_share = 0.2,
                          .test_on = TestOn::validation,
                          .rule = SplitRule::binomial};
  const Json splits = test::golden("splits");
  for (const Json& expected : splits.at("binomial").items()) {
    options.split_seed = expected.at("seed").integer();
    Collection collection = collection_of({expected.at("count").integer()});
    const std::vector<int> folds = clip_folds(options, collection, 7);
    EXPECT_EQ(count(folds, 2), expected.at("held_out").integer());
    const std::vector<std::int32_t> held_out = members_of(folds, std::vector{2});
    const std::vector<std::int64_t> first(held_out.begin(), held_out.begin() + 12);
    EXPECT_EQ(first, integers(expected.at("first_held_out")));

    std::reverse(collection.clips.begin(), collection.clips.end());
    std::vector<int> reversed = clip_folds(options, collection, 7);
    std::reverse(reversed.begin(), reversed.end());
    EXPECT_EQ(reversed, folds);
  }
}

TEST(Binomial, FollowsTheExperimentsSeedUnlessItHasItsOwn) {
  ProtocolOptions options{.kind = ProtocolKind::hold_out,
                          .validate_share = 0.2,
                          .test_on = TestOn::validation,
                          .rule = SplitRule::binomial};
  const Collection collection = collection_of({200});
  EXPECT_NE(clip_folds(options, collection, 1), clip_folds(options, collection, 2));
  options.split_seed = 42;
  EXPECT_EQ(clip_folds(options, collection, 1), clip_folds(options, collection, 2));
}

}  // namespace
}  // namespace timbre::dataset
