#include "timbre/dataset/split_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dataset/fake_urbansound8k.hpp"
#include "support/golden.hpp"
#include "timbre/decode/decode.hpp"
#include "timbre/decode/picture.hpp"

namespace timbre::dataset {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> texts(const std::vector<SplitWarning>& warnings) {
  std::vector<std::string> all;
  for (const SplitWarning& warning : warnings) all.push_back(warning.text);
  return all;
}

std::vector<SplitWarning> check(const ProtocolOptions& options, const Collection& collection) {
  return check_split(options, plan_trials(options, collection), collection, 1);
}

// One clip of each of two classes in each of three folds, every one of its own source.
class Splits : public testing::Test {
 protected:
  Splits() {
    collection.classes = {"siren", "drilling"};
    collection.folds = {1, 2, 3};
    for (int fold = 1; fold <= 3; ++fold) {
      for (int label = 0; label < 2; ++label) {
        const std::string name = std::to_string(fold) + std::to_string(label);
        collection.clips.push_back({.name = name, .label = label, .fold = fold, .source = name});
      }
    }
  }

  Collection collection;
  ProtocolOptions three_folds{.kind = ProtocolKind::cross_validation, .folds = 3};
};

TEST_F(Splits, WithoutALeakAreLeftAlone) {
  EXPECT_THAT(texts(check(three_folds, collection)), IsEmpty());
}

TEST_F(Splits, NameASourceInTwoFoldsWithItsLabels) {
  collection.clips[0].source = collection.clips[2].source = "7061";
  const std::vector<SplitWarning> warnings = check(three_folds, collection);
  EXPECT_THAT(texts(warnings),
              ElementsAre("source 7061 (fold 1: siren (1); fold 2: siren (1)), the same label in "
                          "two folds; on two sides in trial 1, 2, 3"));
  EXPECT_EQ(warnings[0].kind, SplitFault::source);
  EXPECT_THAT(warnings[0].clips, ElementsAre("10", "20"));
  EXPECT_THAT(warnings[0].trials, ElementsAre(1, 2, 3));
}

TEST_F(Splits, CountFilesThatAreAbsentInTheDataSetsOwnFolds) {
  collection.absent_clips = {{.name = "fold9/x", .label = 1, .fold = 9, .source = "10"}};
  const std::vector<SplitWarning> warnings = check(three_folds, collection);
  EXPECT_THAT(texts(warnings),
              ElementsAre("source 10 (fold 1: siren (1); fold 9: drilling (1)), another label in "
                          "each; no trial of this run has them on two sides"));
  EXPECT_THAT(warnings[0].trials, IsEmpty());
  EXPECT_THAT(warnings[0].clips, ElementsAre("10", "fold9/x"));
}

TEST_F(Splits, NameAClassThatIsTestedButNeverTrained) {
  collection.classes.push_back("dog_bark");
  collection.clips.push_back({.name = "12", .label = 2, .fold = 1, .source = "12"});
  const std::vector<SplitWarning> warnings = check(three_folds, collection);
  EXPECT_THAT(texts(warnings), ElementsAre("class dog_bark is tested, but no clip of it trains"));
  EXPECT_EQ(warnings[0].kind, SplitFault::label);
  EXPECT_THAT(warnings[0].trials, ElementsAre(1));
}

TEST_F(Splits, ThatPartSourcesAreNamedAndThoseThatKeepThemAreNot) {
  for (Clip& clip : collection.clips) clip.source = "s" + std::to_string(clip.fold);
  ProtocolOptions options{.kind = ProtocolKind::k_fold, .folds = 3};
  EXPECT_THAT(texts(check(options, collection)), Contains(HasSubstr("on two sides")));
  options.unit = SplitUnit::source;
  EXPECT_THAT(texts(check(options, collection)), testing::Not(Contains(HasSubstr("source"))));
}

TEST_F(Splits, TellManySourcesByTheirNumber) {
  for (int pair = 0; pair < 25; ++pair) {
    const std::string source = "p" + std::to_string(pair);
    collection.clips.push_back({.name = source + "a", .fold = 1, .source = source});
    collection.clips.push_back({.name = source + "b", .fold = 2, .source = source});
  }
  const std::vector<SplitWarning> warnings = check(three_folds, collection);
  ASSERT_EQ(warnings.size(), 21u);
  EXPECT_EQ(warnings.back().text, "and 5 more sources");
  EXPECT_THAT(warnings.back().trials, ElementsAre(1, 2, 3));
}

TEST_F(Splits, OfExamplesAndTheSame300ChunksAreTold) {
  ProtocolOptions options{.kind = ProtocolKind::hold_out,
                          .validate_count = 300,
                          .train_on = TrainOn::validation,
                          .test_on = TestOn::validation,
                          .unit = SplitUnit::example};
  EXPECT_THAT(texts(check(options, collection)),
              ElementsAre("the examples that train are also validated or tested on",
                          HasSubstr("protocol.unit is example")));
  options.train_on = TrainOn::rest;
  EXPECT_THAT(texts(check(options, collection)), ElementsAre(HasSubstr("unit is example")));
}

// The five Freesound recordings of UrbanSound8K that stand in two of its folds.
TEST(UrbanSound8kSplits, NameTheFiveSourcesThatStandInTwoFolds) {
  struct Place {
    const char* source;
    int fold, class_id;
    const char* class_name;
  };
  const Place places[] = {{"106905", 8, 5, "engine_idling"}, {"106905", 1, 8, "siren"},
                          {"132016", 4, 7, "jackhammer"},    {"132016", 1, 9, "street_music"},
                          {"176638", 1, 1, "car_horn"},      {"176638", 4, 5, "engine_idling"},
                          {"180937", 9, 4, "drilling"},      {"180937", 1, 7, "jackhammer"},
                          {"77751", 2, 4, "drilling"},       {"77751", 7, 7, "jackhammer"},
                          {"1", 1, 0, "air_conditioner"},    {"2", 2, 0, "air_conditioner"},
                          {"3", 3, 0, "air_conditioner"}};
  const test::Scratch scratch;
  test::FakeUrbanSound8k files(scratch / "UrbanSound8K");
  for (const Place& place : places) {
    files.add(place.source, place.fold, place.class_id, place.class_name,
              place.fold <= 3 ? ".wav" : "");  // as on a machine with three folds
  }
  const Collection collection = open_urbansound8k(files.root(), false);
  std::vector<SplitWarning> warnings = check({.kind = ProtocolKind::cross_validation}, collection);
  std::erase_if(warnings,
                [](const SplitWarning& warning) { return warning.kind != SplitFault::source; });
  EXPECT_THAT(texts(warnings),
              ElementsAre(HasSubstr("source 106905 "), HasSubstr("source 132016 "),
                          HasSubstr("source 176638 "), HasSubstr("source 180937 "),
                          AllOf(HasSubstr("source 77751 "), HasSubstr("another label in each"))));
}

class ReplicaFiles : public testing::Test {
 protected:
  ReplicaFiles() { collection.classes = {"a", "b"}; }
  void add(const std::string& name, int label, std::uint32_t seed, int rate = 22050) {
    const std::filesystem::path path = scratch / name;
    decode::write_wav(path, test::noise(500, seed), rate);
    collection.clips.push_back({.name = name, .path = path, .label = label, .source = name});
    all.push_back(static_cast<std::int32_t>(all.size()));
  }
  std::vector<std::string> told(const ProtocolOptions& options) {
    return texts(check_replicas(options, plan_trials(options, collection), collection, 1,
                                find_replicas(collection, all)));
  }

  test::Scratch scratch;
  Collection collection;
  std::vector<std::int32_t> all;
};

TEST_F(ReplicaFiles, AreFoundByTheirSamplesAndRate) {
  add("1.wav", 0, 1);
  add("2.wav", 0, 2);
  add("3.wav", 0, 1);
  add("4.wav", 0, 1, 44100);
  add("5.wav", 0, 2);
  EXPECT_THAT(find_replicas(collection, all), ElementsAre(ElementsAre(0, 2), ElementsAre(1, 4)));
}

TEST_F(ReplicaFiles, AreFoundAmongPictures) {
  for (const std::uint8_t grey : std::vector<std::uint8_t>{10, 20, 10}) {
    const std::string name = std::to_string(collection.clips.size()) + ".png";
    const decode::Picture picture{
        .width = 1, .height = 1, .pixels = std::vector<std::uint8_t>(3, grey)};
    decode::write_png(scratch / name, picture);
    all.push_back(static_cast<std::int32_t>(collection.clips.size()));
    collection.clips.push_back({.name = name, .path = scratch / name});
  }
  EXPECT_THAT(find_replicas(collection, all), ElementsAre(ElementsAre(0, 2)));
}

TEST_F(ReplicaFiles, ThatCannotBeReadAreLeftOut) {
  for (const char* name : {"1.wav", "2.wav"}) {
    add(name, 0, 1);
    std::ofstream(scratch / name, std::ios::trunc) << "no recording";
  }
  EXPECT_THAT(find_replicas(collection, all), IsEmpty());
}

TEST_F(ReplicaFiles, OnTwoSidesOrWithTwoLabelsAreTold) {
  for (int number = 0; number < 6; ++number) {
    add(std::to_string(number) + ".wav", number % 2, static_cast<std::uint32_t>(number / 3));
  }
  const std::vector<std::string> warnings = told({.kind = ProtocolKind::k_fold, .folds = 3});
  EXPECT_THAT(warnings,
              ElementsAre(AllOf(HasSubstr("the same samples in 0.wav (a), 1.wav (b), 2.wav (a)"),
                                HasSubstr("with different labels"), HasSubstr("on two sides")),
                          HasSubstr("the same samples in 3.wav")));
}

TEST(SuspectedReplicas, AreClipsWithEqualFirstExamples) {
  ExampleSet set;
  set.values = Tensor({4, 1, 2, 1}, {1, 2, 3, 4, 1, 2, 1, 2});
  set.label = {0, 0, 0, 0};
  set.clip = {0, 0, 1, 3};
  set.segment = {0, 1, 0, 1};
  EXPECT_THAT(suspected_replicas(set), ElementsAre(0, 1));
}

}  // namespace
}  // namespace timbre::dataset
