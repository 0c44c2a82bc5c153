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

class Folders : public testing::Test {
 protected:
  void add(const std::string& name) { touch(scratch / name); }
  Collection open() { return open_folders(scratch.folder(), layout); }
  std::string problem() {
    return message_of([&] { open(); });
  }
  std::vector<std::string> names() {
    std::vector<std::string> all;
    for (const Clip& clip : open().clips) all.push_back(clip.name);
    return all;
  }

  test::Scratch scratch;
  FolderLayout layout;
};

TEST_F(Folders, AreClassesInTheOrderOfTheirNamesAndFilesSortedWithin) {
  for (const char* name : {"rock/b.wav", "blues/2.flac", "rock/a.WAV", "blues/10.wav"}) add(name);
  const Collection collection = open();
  EXPECT_THAT(collection.classes, ElementsAre("blues", "rock"));
  EXPECT_THAT(names(), ElementsAre("blues/10.wav", "blues/2.flac", "rock/a.WAV", "rock/b.wav"));
  EXPECT_EQ(collection.clips[0].label, 0);
  EXPECT_EQ(collection.clips[3].label, 1);
  EXPECT_EQ(collection.clips[3].path, scratch / "rock/b.wav");
  EXPECT_EQ(collection.clips[0].fold, 0);
  EXPECT_TRUE(collection.folds.empty());
}

TEST_F(Folders, ThatAreListedSettleTheLabelsAndMayHaveOtherNames) {
  for (const char* name : {"speech_wav/a.wav", "music_wav/b.wav", "notes/c.wav"}) add(name);
  layout.class_folders = {"speech_wav", "music_wav"};
  layout.classes = {"speech", "music"};
  const Collection collection = open();
  EXPECT_THAT(collection.classes, ElementsAre("speech", "music"));
  EXPECT_THAT(names(), ElementsAre("speech_wav/a.wav", "music_wav/b.wav"));
}

TEST_F(Folders, OfPartsBecomeFoldsWithNames) {
  for (const char* name : {"train/x/1.wav", "train/y/1.wav", "test/x/1.wav", "test/y/1.wav"}) {
    add(name);
  }
  layout.parts = {"train", "test"};
  const Collection collection = open();
  EXPECT_THAT(collection.folds, ElementsAre(1, 2));
  EXPECT_THAT(collection.fold_names, ElementsAre("train", "test"));
  EXPECT_EQ(collection.clips[0].name, "train/x/1.wav");
  EXPECT_EQ(collection.clips[3].fold, 2);
}

TEST_F(Folders, PassOverHiddenFilesAndOtherKinds) {
  for (const char* name : {"x/1.wav", "x/.hidden.wav", "x/notes.txt", "x/1.wav.png", "y/1.mp3",
                           "y/2.ogg", ".git/1.wav"}) {
    add(name);
  }
  EXPECT_THAT(names(), ElementsAre("x/1.wav", "y/1.mp3", "y/2.ogg"));
  layout.contents = Contents::pictures;
  EXPECT_THAT(problem(), HasSubstr("y holds no picture (.png .jpg .jpeg)"));
}

TEST_F(Folders, SourcesFollowTheRule) {
  for (const char* name : {"x/7-1.wav", "x/deep/7-2.wav", "y/7-1.wav"}) add(name);
  const auto sources = [&](SourceRule rule) {
    layout.source = rule;
    std::vector<std::string> all;
    for (const Clip& clip : open().clips) all.push_back(clip.source);
    return all;
  };
  EXPECT_THAT(sources(SourceRule::file), ElementsAre("x/7-1.wav", "x/deep/7-2.wav", "y/7-1.wav"));
  EXPECT_THAT(sources(SourceRule::prefix), ElementsAre("7", "7", "7"));
  EXPECT_THAT(sources(SourceRule::prefix_in_class), ElementsAre("x/7", "x/7", "y/7"));
  EXPECT_THAT(sources(SourceRule::subfolder), ElementsAre("x/7-1.wav", "deep", "y/7-1.wav"));
}

TEST_F(Folders, WithTheSameStemTwiceAreRefused) {
  for (const char* name : {"x/1.wav", "x/1.flac", "y/1.wav"}) add(name);
  EXPECT_THROW(open(), RequestError);
  EXPECT_THAT(problem(), AllOf(HasSubstr("x/1.flac and "), HasSubstr("x/1.wav differ in their "),
                               HasSubstr("remove one of the two")));
}

TEST_F(Folders, ThatAreEmptyOrMissingAreNamed) {
  add("x/1.wav");
  std::filesystem::create_directories(scratch / "y");
  EXPECT_THAT(problem(), AllOf(HasSubstr("y holds no recording (.wav .flac .ogg .mp3)"),
                               HasSubstr("remove the folder")));
  layout.class_folders = {"x", "z"};
  EXPECT_THAT(problem(), AllOf(HasSubstr("z does not exist"), HasSubstr("which holds x, y")));
  layout.parts = {"train"};
  EXPECT_THAT(problem(), AllOf(HasSubstr("train does not exist"), HasSubstr("parts names it")));
}

TEST_F(Folders, OneClassIsNone) {
  add("x/1.wav");
  EXPECT_THAT(problem(), HasSubstr("holds 1 folders; a folder is needed for each class"));
}

}  // namespace
}  // namespace timbre::dataset
