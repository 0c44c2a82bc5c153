#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dataset/fake_urbansound8k.hpp"
#include "support/message.hpp"
#include "timbre/core/error.hpp"
#include "timbre/dataset/collection.hpp"

namespace timbre::dataset {
namespace {

using test::FakeUrbanSound8k;
using test::message_of;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class UrbanSound8k : public testing::Test {
 protected:
  std::string problem(bool require_complete = false) {
    return message_of([&] { open_urbansound8k(files.root(), require_complete); });
  }

  test::Scratch scratch;
  FakeUrbanSound8k files{scratch / "UrbanSound8K"};
};

TEST_F(UrbanSound8k, ListsClipsInTheListsOrderWithLabelFoldAndSource) {
  files.add("7061", 2, 6, "gun_shot");
  files.add("100032", 1, 3, "dog_bark");
  const Collection collection = open_urbansound8k(files.root(), true);
  ASSERT_EQ(collection.clips.size(), 2u);
  const Clip& first = collection.clips.front();
  EXPECT_EQ(first.name, "fold2/7061-6-0-0.wav");
  EXPECT_EQ(first.path, files.root() / "audio" / "fold2" / "7061-6-0-0.wav");
  EXPECT_EQ(first.label, 6);
  EXPECT_EQ(first.fold, 2);
  EXPECT_EQ(first.source, "7061");
  EXPECT_THAT(collection.folds, ElementsAre(1, 2));
  EXPECT_THAT(collection.absent_folds, ElementsAre());
  EXPECT_EQ(collection.absent_files, 0);
  EXPECT_FALSE(collection.synthetic);
}

TEST_F(UrbanSound8k, NamesTenClassesInTheOrderOfTheirIds) {
  files.add("1", 1, 9, "street_music");
  EXPECT_THAT(open_urbansound8k(files.root(), true).classes,
              ElementsAre("air_conditioner", "car_horn", "children_playing", "dog_bark", "drilling",
                          "engine_idling", "gun_shot", "jackhammer", "siren", "street_music"));
}

TEST_F(UrbanSound8k, TakesFlacWhereTheListSaysWav) {
  files.add("1", 1, 0, "air_conditioner", ".flac");
  const Collection collection = open_urbansound8k(files.root(), true);
  ASSERT_EQ(collection.clips.size(), 1u);
  EXPECT_EQ(collection.clips[0].name, "fold1/1-0-0-0.wav");
  EXPECT_EQ(collection.clips[0].path.filename(), "1-0-0-0.flac");
}

TEST_F(UrbanSound8k, CountsAbsentFilesWithOneWarning) {
  files.add("1", 1, 0, "air_conditioner");
  files.add("2", 1, 0, "air_conditioner", "");
  files.add("3", 4, 0, "air_conditioner", "");
  files.add("4", 5, 0, "air_conditioner", "");
  files.add("5", 5, 0, "air_conditioner", "");
  testing::internal::CaptureStderr();
  const Collection collection = open_urbansound8k(files.root(), false);
  const std::string output = testing::internal::GetCapturedStderr();
  EXPECT_EQ(collection.clips.size(), 1u);
  EXPECT_EQ(collection.absent_files, 4);
  EXPECT_THAT(collection.folds, ElementsAre(1));
  EXPECT_THAT(collection.absent_folds, ElementsAre(4, 5));
  EXPECT_THAT(output, AllOf(HasSubstr("warning: "), HasSubstr(files.root().string()),
                            HasSubstr("4 of the 5 files"), HasSubstr("folds 4, 5 as a whole"),
                            HasSubstr("audio/fold1/2-0-0-0.wav")));
  EXPECT_EQ(std::count(output.begin(), output.end(), '\n'), 1);
}

TEST_F(UrbanSound8k, RequireCompleteMakesAbsentFilesAnErrorThatNamesThem) {
  files.add("1", 1, 0, "air_conditioner");
  files.add("2", 4, 0, "air_conditioner", "");
  EXPECT_THAT(problem(true),
              AllOf(HasSubstr("1 of the 2 files"), HasSubstr("fold 4 as a whole"),
                    HasSubstr("audio/fold4/2-0-0-0.wav"), HasSubstr("require_complete")));
  EXPECT_THROW(open_urbansound8k(files.root(), true), RequestError);
}

TEST_F(UrbanSound8k, AListWithoutAnyFileIsAnError) {
  files.add("1", 1, 0, "air_conditioner", "");
  EXPECT_THAT(problem(), HasSubstr("none of the 1 files"));
}

TEST_F(UrbanSound8k, SaysThatTheListIsMissingAndWhereItLies) {
  EXPECT_THAT(problem(), HasSubstr(files.csv().string() + " does not exist"));
  files.add("1", 1, 0, "air_conditioner");
  EXPECT_THAT(message_of([&] { open_urbansound8k(scratch.folder(), false); }),
              HasSubstr("did you mean " + files.root().string() + "?"));
}

TEST_F(UrbanSound8k, NamesTheLineOfEveryKindOfBadRow) {
  const std::string good = "1-0-0-0.wav,1,0,4,1,1,0,air_conditioner\n";
  const std::string here = files.csv().string() + ":3: ";
  const auto second_row = [&](const std::string& row) {
    files.write_csv(good + row + "\n");
    return problem();
  };
  EXPECT_THAT(second_row("2-0-0-0.wav,2,0,4,1,11,0,air_conditioner"),
              HasSubstr(here + "fold is '11'; allowed are whole numbers from 1 to 10"));
  EXPECT_THAT(second_row("2-0-0-0.wav,2,0,4,1,1,ten,air_conditioner"),
              HasSubstr(here + "classID is 'ten'; allowed are whole numbers from 0 to 9"));
  EXPECT_THAT(second_row("2-0-0-0.wav,2,0,4,1,1,0,siren"),
              HasSubstr(here + "class is 'siren', but 0 is the id of air_conditioner"));
  EXPECT_THAT(second_row("../2.wav,2,0,4,1,1,0,air_conditioner"),
              HasSubstr(here + "slice_file_name is '../2.wav'"));
  EXPECT_THAT(second_row(""), HasSubstr("none of the 1 files"));
  EXPECT_THAT(second_row("1-0-0-0.wav,1,0,4,1,1,0,air_conditioner"),
              HasSubstr("fold1/1-0-0-0.wav is listed a second time, first at " +
                        files.csv().string() + ":2"));
}

}  // namespace
}  // namespace timbre::dataset
