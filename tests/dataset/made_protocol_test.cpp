// Protocols that make their folds or take the data set's folders, and repeats.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/message.hpp"
#include "timbre/core/error.hpp"
#include "timbre/dataset/protocol.hpp"

namespace timbre::dataset {
namespace {

using test::message_of;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

Collection with_folders() {
  Collection collection;
  collection.root = "set";
  collection.folds = {1, 2, 3};
  collection.fold_names = {"train", "test", "validation"};
  return collection;
}

TEST(FoldersProtocol, TakesFoldersByName) {
  const ProtocolOptions options{.kind = ProtocolKind::folders,
                                .train_folders = {"train"},
                                .validate_folders = {"test"},
                                .test_folders = {"validation"}};
  const Protocol protocol = plan_trials(options, with_folders());
  EXPECT_THAT(protocol.trials, ElementsAre(Trial{{1}, {2}, {3}}));
  EXPECT_THAT(protocol.notes,
              ElementsAre("folds are the data set's folders: 1 train, 2 test, 3 validation"));
}

TEST(FoldersProtocol, NamesTheFoldersThatThereAre) {
  ProtocolOptions options{
      .kind = ProtocolKind::folders, .train_folders = {"trian"}, .test_folders = {"test"}};
  const auto plan = [&] { plan_trials(options, with_folders()); };
  EXPECT_THROW(plan(), RequestError);
  EXPECT_THAT(message_of(plan), AllOf(HasSubstr("train_folders names 'trian'"),
                                      HasSubstr("it has train, test, validation")));
  EXPECT_THAT(message_of([&] { plan_trials(options, Collection{}); }),
              HasSubstr("it has none (see dataset.folders.parts)"));
}

TEST(OwnFoldProtocols, NeedADataSetWithFolds) {
  Collection without;
  without.root = "music";
  const auto plan = [&] { plan_trials({.kind = ProtocolKind::cross_validation}, without); };
  EXPECT_THROW(plan(), RequestError);
  EXPECT_THAT(message_of(plan),
              AllOf(HasSubstr("music: the data set has no folds"), HasSubstr("k_fold")));
}

TEST(KFoldProtocol, IsCrossValidatedWhateverTheDataSetHas) {
  const Protocol protocol = plan_trials({.kind = ProtocolKind::k_fold, .folds = 4}, with_folders());
  EXPECT_THAT(protocol.trials, ElementsAre(Trial{{3, 4}, {2}, {1}}, Trial{{1, 4}, {3}, {2}},
                                           Trial{{1, 2}, {4}, {3}}, Trial{{2, 3}, {1}, {4}}));
}

TEST(HoldOutProtocol, HasOneTrialWithTheRolesAsked) {
  ProtocolOptions options{.kind = ProtocolKind::hold_out};
  const auto trial = [&] { return plan_trials(options, Collection{}).trials.at(0); };
  EXPECT_EQ(trial(), (Trial{{1}, {2}, {3}}));
  options.validate_share = 0;
  EXPECT_EQ(trial(), (Trial{{1}, {}, {3}}));
  options.validate_share = 0.2;
  options.test_on = TestOn::validation;
  EXPECT_EQ(trial(), (Trial{{1}, {2}, {2}}));
  options.train_on = TrainOn::validation;
  EXPECT_EQ(trial(), (Trial{{2}, {2}, {2}}));
}

TEST(Repeats, RunAllTrialsAgain) {
  const Protocol protocol =
      plan_trials({.kind = ProtocolKind::k_fold, .folds = 3, .repeats = 2}, Collection{});
  ASSERT_EQ(protocol.trials.size(), 6u);
  for (std::size_t trial = 0; trial < 3; ++trial) {
    EXPECT_EQ(protocol.trials[trial].repeat, 0);
    EXPECT_EQ(protocol.trials[trial + 3].repeat, 1);
    EXPECT_EQ(protocol.trials[trial + 3].test_folds, protocol.trials[trial].test_folds);
  }
}

TEST(MadeFolds, MayTrainOnAllButTheTestedOne) {
  const Protocol protocol = plan_trials(
      {.kind = ProtocolKind::k_fold, .folds = 3, .next_validates = false}, Collection{});
  EXPECT_THAT(protocol.trials,
              ElementsAre(Trial{{2, 3}, {}, {1}}, Trial{{1, 3}, {}, {2}}, Trial{{1, 2}, {}, {3}}));
}

}  // namespace
}  // namespace timbre::dataset
