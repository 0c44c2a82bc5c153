#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dataset/fake_folders.hpp"
#include "dataset/readers.hpp"
#include "support/message.hpp"
#include "support/scratch.hpp"
#include "timbre/core/error.hpp"

namespace timbre::dataset {
namespace {

using test::message_of;
using test::touch;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class List : public testing::Test {
 protected:
  void write(const std::string& rows) {
    touch(scratch / "train.csv", "fname,label,manually_verified,artist\n" + rows);
  }
  void add(const std::string& name) { touch(scratch / ("audio_train/" + name)); }
  Collection open() { return open_list(scratch.folder(), layout, require_complete); }
  std::string problem() {
    return message_of([&] { open(); });
  }

  test::Scratch scratch;
  ListLayout layout;
  bool require_complete = false;
};

TEST_F(List, NumbersClassesAsItFirstNamesThem) {
  write("b.wav,Hi-hat,1,x\na.wav,Cello,0,y\nc.wav,Hi-hat,1,x\n");
  for (const char* name : {"a.wav", "b.wav", "c.wav"}) add(name);
  const Collection collection = open();
  EXPECT_THAT(collection.classes, ElementsAre("Hi-hat", "Cello"));
  ASSERT_EQ(collection.clips.size(), 3u);
  EXPECT_EQ(collection.clips[1].name, "audio_train/a.wav");
  EXPECT_EQ(collection.clips[1].label, 1);
  EXPECT_EQ(collection.clips[0].source, "b.wav");
  EXPECT_TRUE(collection.folds.empty());
}

TEST_F(List, TakesFlacForWavAndWavForFlac) {
  write("a.wav,x,1,p\nb.flac,y,1,q\n");
  add("a.flac");
  add("b.wav");
  const Collection collection = open();
  EXPECT_EQ(collection.clips[0].path, scratch / "audio_train/a.flac");
  EXPECT_EQ(collection.clips[1].path, scratch / "audio_train/b.wav");
}

TEST_F(List, LeavesOutWhatNobodyVerifiedWhenAsked) {
  write("a.wav,x,1,p\nb.wav,y,0,q\nc.wav,y,1,q\n");
  for (const char* name : {"a.wav", "b.wav", "c.wav"}) add(name);
  layout.verified_column = "manually_verified";
  EXPECT_EQ(open().clips.size(), 3u);
  layout.verified_only = true;
  EXPECT_EQ(open().clips.size(), 2u);
  layout.verified_column = "checked";
  EXPECT_THAT(problem(), AllOf(HasSubstr("checked"), HasSubstr("manually_verified")));
}

// Document 002: the picture of b could not be made.
TEST_F(List, ZippedLabelsShiftBehindAnAbsentFile) {
  write("c.wav,z,1,r\na.wav,x,1,p\nb.wav,y,1,q\n");
  for (const char* name : {"a.wav", "c.wav"}) add(name);
  layout.zipped = true;
  const Collection collection = open();
  EXPECT_THAT(collection.classes, ElementsAre("z", "x", "y"));
  ASSERT_EQ(collection.clips.size(), 2u);
  EXPECT_EQ(collection.clips[0].name, "audio_train/a.wav");
  EXPECT_EQ(collection.clips[0].label, 1);
  EXPECT_EQ(collection.clips[1].name, "audio_train/c.wav");
  EXPECT_EQ(collection.clips[1].label, 2);  // b's
  add("b.wav");
  EXPECT_EQ(open().clips[2].label, 0);
}

TEST_F(List, TellsSourcesByAColumn) {
  write("a.wav,x,1,p\nb.wav,y,0,q\n");
  add("a.wav");
  layout.source_column = "artist";
  EXPECT_EQ(open().clips[0].source, "p");
}

TEST_F(List, CountsAbsentFilesAndKeepsTheirRows) {
  write("a.wav,x,1,p\nb.wav,y,1,q\nc.wav,z,1,r\n");
  add("b.wav");
  const Collection collection = open();
  EXPECT_EQ(collection.absent_files, 2);
  ASSERT_EQ(collection.absent_clips.size(), 2u);
  EXPECT_EQ(collection.absent_clips[1].name, "audio_train/c.wav");
  EXPECT_THAT(collection.classes, ElementsAre("x", "y", "z"));
  require_complete = true;
  EXPECT_THAT(problem(), AllOf(HasSubstr("2 of the 3 files of train.csv are absent"),
                               HasSubstr("first audio_train/a.wav")));
}

TEST_F(List, RefusesWhatItCannotUse) {
  EXPECT_THAT(problem(), HasSubstr("train.csv does not exist"));
  write("a.wav,x,1,p\n");
  EXPECT_THAT(problem(), HasSubstr("none of the 1 files of train.csv is here"));
  add("a.wav");
  write("a.wav,x,1,p\na.flac,y,1,p\n");
  EXPECT_THAT(problem(), AllOf(HasSubstr("train.csv:3"), HasSubstr("a is listed a second time")));
  write("a.wav,,1,p\n");
  EXPECT_THAT(problem(), AllOf(HasSubstr("train.csv:2"), HasSubstr("label is empty")));
  write("../a.wav,x,1,p\n");
  EXPECT_THAT(problem(), HasSubstr("which is not the name of a file"));
}

}  // namespace
}  // namespace timbre::dataset
