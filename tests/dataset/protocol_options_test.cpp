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

TEST(ProtocolOptions, KeysOfAnotherKindAreRefused) {
  EXPECT_THAT(problem("{kind: cross_validation, trials: 3}"), HasSubstr("trials"));
}

}  // namespace
}  // namespace timbre::dataset
