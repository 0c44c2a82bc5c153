#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/message.hpp"
#include "timbre/config/document.hpp"
#include "timbre/dataset/protocol.hpp"

namespace timbre::dataset {
namespace {

using test::message_of;
using testing::AllOf;
using testing::HasSubstr;

ProtocolOptions read(const std::string& yaml) {
  return config::read<ProtocolOptions>(config::Document::parse(yaml, "protocol.yaml"));
}

std::string problem(const std::string& yaml) {
  return message_of([&] { read(yaml); });
}

TEST(ProtocolOptions, AreWrittenAndReadAsYaml) {
  const ProtocolOptions fixed = {
      .kind = ProtocolKind::fixed, .folds = 5, .train = {1, 2}, .validate = {3}, .test = {4, 5}};
  EXPECT_EQ(read(config::to_yaml(fixed)), fixed);
  const ProtocolOptions rotation = {.kind = ProtocolKind::rotation, .folds = 4, .trials = 3};
  EXPECT_EQ(read(config::to_yaml(rotation)), rotation);
}

TEST(ProtocolOptions, FixedFoldsNeedEachRole) {
  EXPECT_THAT(problem("{kind: fixed, train: [1], test: [3]}"),
              AllOf(HasSubstr("validate"), HasSubstr("at least one fold")));
}

TEST(ProtocolOptions, AFoldHasOneRole) {
  EXPECT_THAT(problem("{kind: fixed, train: [1, 2], validate: [2], test: [3]}"),
              AllOf(HasSubstr("validate"), HasSubstr("fold 2 is listed twice")));
  EXPECT_THAT(problem("{kind: fixed, train: [1, 1], validate: [2], test: [3]}"),
              HasSubstr("fold 1 is listed twice"));
}

TEST(ProtocolOptions, FoldsLieWithinTheDataSet) {
  EXPECT_THAT(problem("{kind: fixed, folds: 4, train: [1], validate: [2], test: [5]}"),
              HasSubstr("test"));
}

TEST(ProtocolOptions, RotationNeedsRoomForItsTrials) {
  EXPECT_THAT(problem("{kind: rotation, folds: 3, trials: 1}"), HasSubstr("at least 4"));
  EXPECT_THAT(problem("{kind: rotation, folds: 10, trials: 10}"),
              AllOf(HasSubstr("trials"), HasSubstr("at most folds - 1 = 9")));
}

TEST(ProtocolOptions, MadeFoldsAreWrittenAndReadAsYaml) {
  const ProtocolOptions hold_out = {.kind = ProtocolKind::hold_out,
                                    .validate_share = 0.25,
                                    .validate_count = 300,
                                    .train_on = TrainOn::validation,
                                    .test_on = TestOn::validation,
                                    .unit = SplitUnit::example,
                                    .stratify = false,
                                    .split_seed = 1337,
                                    .repeats = 5};
  EXPECT_EQ(read(config::to_yaml(hold_out)), hold_out);
  const ProtocolOptions k_fold = {
      .kind = ProtocolKind::k_fold, .folds = 5, .unit = SplitUnit::source};
  EXPECT_EQ(read(config::to_yaml(k_fold)), k_fold);
  const ProtocolOptions folders = {.kind = ProtocolKind::folders,
                                   .train_folders = {"train"},
                                   .validate_folders = {"test"},
                                   .test_folders = {"validation"}};
  EXPECT_EQ(read(config::to_yaml(folders)), folders);
}

TEST(ProtocolOptions, HoldOutLeavesSomethingToTrain) {
  EXPECT_THAT(problem("{kind: hold_out, validate_share: 0.5, test_share: 0.5}"),
              AllOf(HasSubstr("test_share"), HasSubstr("below 1")));
}

TEST(ProtocolOptions, SharesThatAreUsedAreAboveZero) {
  EXPECT_THAT(problem("{kind: hold_out, validate_share: 0, test_on: validation}"),
              AllOf(HasSubstr("validate_share"), HasSubstr("test_on is validation")));
  EXPECT_THAT(problem("{kind: hold_out, validate_share: 0, train_on: validation}"),
              HasSubstr("train_on is validation"));
  EXPECT_NO_THROW(read("{kind: hold_out, validate_share: 0, test_share: 0.2}"));
}

TEST(ProtocolOptions, RulesOfOtherToolsHaveTheirLimits) {
  EXPECT_THAT(problem("{kind: hold_out, rule: binomial}"),
              AllOf(HasSubstr("test_on"), HasSubstr("parts in two")));
  EXPECT_THAT(problem("{kind: hold_out, rule: split_folders, validate_count: 3}"),
              HasSubstr("only rule dealt counts"));
  EXPECT_THAT(problem("{kind: hold_out, rule: split_folders, unit: source}"), HasSubstr("unit"));
}

TEST(ProtocolOptions, FoldersNeedNames) {
  EXPECT_THAT(problem("{kind: folders}"),
              AllOf(HasSubstr("train_folders"), HasSubstr("test_folders")));
}

TEST(ProtocolOptions, KeysOfAnotherKindAreRefused) {
  EXPECT_THAT(problem("{kind: k_fold, folds: 5, test_share: 0.2}"), HasSubstr("test_share"));
  EXPECT_THAT(problem("{kind: cross_validation, unit: source}"), HasSubstr("unit"));
  EXPECT_THAT(problem("{kind: cross_validation, trials: 3}"), HasSubstr("trials"));
}

}  // namespace
}  // namespace timbre::dataset
