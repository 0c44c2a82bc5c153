#include "timbre/dataset/protocol.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "support/message.hpp"
#include "timbre/core/error.hpp"

namespace timbre::dataset {
namespace {

using test::message_of;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<int> folds_to(int last) {
  std::vector<int> folds(static_cast<std::size_t>(last));
  std::iota(folds.begin(), folds.end(), 1);
  return folds;
}

TEST(CrossValidation, TestsEachFoldOnceValidatesTheNextAndTrainsTheRest) {
  const Protocol protocol = plan_trials({.kind = ProtocolKind::cross_validation}, folds_to(10));
  ASSERT_EQ(protocol.trials.size(), 10u);
  EXPECT_EQ(protocol.trials[0], (Trial{{3, 4, 5, 6, 7, 8, 9, 10}, {2}, {1}}));
  EXPECT_EQ(protocol.trials[9], (Trial{{2, 3, 4, 5, 6, 7, 8, 9}, {1}, {10}}));
  EXPECT_THAT(protocol.left_out, IsEmpty());
  EXPECT_THAT(protocol.notes, IsEmpty());
}

TEST(CrossValidation, GoesRoundTheFoldsThatAreHere) {
  const Protocol protocol = plan_trials({.kind = ProtocolKind::cross_validation}, {2, 5, 9});
  EXPECT_THAT(protocol.trials,
              ElementsAre(Trial{{9}, {5}, {2}}, Trial{{2}, {9}, {5}}, Trial{{5}, {2}, {9}}));
  EXPECT_THAT(protocol.notes, ElementsAre("cross-validation goes round folds 2, 5, 9 (absent: "
                                          "folds 1, 3, 4, 6, 7, 8, 10)"));
}

TEST(CrossValidation, NeedsThreeFoldsAndNamesTheAbsentOnes) {
  const auto plan = [] { plan_trials({.folds = 4}, {1, 3}); };
  EXPECT_THROW(plan(), RequestError);
  EXPECT_THAT(message_of(plan), AllOf(HasSubstr("at least 3 folds"), HasSubstr("only 2"),
                                      HasSubstr("absent: folds 2, 4")));
}

TEST(CrossValidation, LeavesFoldsAloneThatTheProtocolDoesNotKnow) {
  const Protocol protocol = plan_trials({.folds = 3}, folds_to(10));
  EXPECT_EQ(protocol.trials.size(), 3u);
  EXPECT_EQ(protocol.trials[2], (Trial{{2}, {1}, {3}}));
}

TEST(Rotation, FollowsDocument001) {
  const Protocol protocol =
      plan_trials({.kind = ProtocolKind::rotation, .folds = 10, .trials = 5}, folds_to(10));
  EXPECT_THAT(protocol.trials,
              ElementsAre(Trial{{1, 2}, {3}, {4}}, Trial{{2, 3}, {4}, {5}}, Trial{{3, 4}, {5}, {6}},
                          Trial{{4, 5}, {6}, {7}}, Trial{{5, 6}, {7}, {8}}));
}

TEST(Rotation, WrapsAsDocument001DoesWhenItRunsOn) {
  const Protocol protocol =
      plan_trials({.kind = ProtocolKind::rotation, .folds = 10, .trials = 9}, folds_to(10));
  ASSERT_EQ(protocol.trials.size(), 9u);
  EXPECT_EQ(protocol.trials[7], (Trial{{8, 9}, {10}, {1}}));
  EXPECT_EQ(protocol.trials[8], (Trial{{9, 10}, {1}, {2}}));
}

TEST(Rotation, LeavesOutTrialsThatValidateOrTestOnAbsentFolds) {
  const Protocol protocol =
      plan_trials({.kind = ProtocolKind::rotation, .folds = 10, .trials = 5}, {2, 3, 4, 7, 8});
  EXPECT_THAT(protocol.trials, ElementsAre(Trial{{2}, {3}, {4}}));
  EXPECT_THAT(protocol.notes,
              ElementsAre("the trial that tests on fold 4 trains without fold 1, absent here"));
  ASSERT_EQ(protocol.left_out.size(), 4u);
  EXPECT_EQ(protocol.left_out[0].trial, (Trial{{2, 3}, {4}, {5}}));
  EXPECT_EQ(protocol.left_out[0].reason, "tests on fold 5, absent here");
  EXPECT_EQ(protocol.left_out[2].reason, "validates on fold 6, absent here");
  // Folds 7 and 8 are here, but nothing is left to train on.
  EXPECT_EQ(protocol.left_out[3].reason, "trains only on folds 5, 6, absent here");
}

TEST(Rotation, NeedsATrialThatCanBeRun) {
  const auto plan = [] {
    plan_trials({.kind = ProtocolKind::rotation, .folds = 10, .trials = 5}, {1, 2, 3});
  };
  EXPECT_THROW(plan(), RequestError);
  EXPECT_THAT(message_of(plan),
              AllOf(HasSubstr("absent: folds 4, 5, 6, 7, 8, 9, 10"), HasSubstr("tests on fold 4")));
}

ProtocolOptions fixed() {
  return {.kind = ProtocolKind::fixed, .train = {1, 2}, .validate = {3}, .test = {4, 5}};
}

TEST(FixedFolds, AreTakenAsListed) {
  EXPECT_THAT(plan_trials(fixed(), folds_to(10)).trials, ElementsAre(Trial{{1, 2}, {3}, {4, 5}}));
}

TEST(FixedFolds, TrainOnWhatIsLeftButTestOnNothingLess) {
  const Protocol protocol = plan_trials(fixed(), {2, 3, 4, 5});
  EXPECT_THAT(protocol.trials, ElementsAre(Trial{{2}, {3}, {4, 5}}));
  EXPECT_EQ(protocol.notes.size(), 1u);
  EXPECT_THAT(message_of([] {
                plan_trials(fixed(), {1, 2, 3, 4});
              }),
              HasSubstr("tests on fold 5, absent here"));
  EXPECT_THAT(message_of([] {
                plan_trials(fixed(), {3, 4, 5});
              }),
              HasSubstr("trains only on folds 1, 2, absent here"));
}

}  // namespace
}  // namespace timbre::dataset
