#include "timbre/dataset/data_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dataset/fake_folders.hpp"
#include "dataset/readers.hpp"
#include "support/golden.hpp"
#include "support/scratch.hpp"
#include "timbre/decode/decode.hpp"

namespace timbre::dataset {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class CheckData : public testing::Test {
 protected:
  CheckData() {
    options.kind = DatasetKind::folders;
    options.whole = {.files = 3, .classes = 2, .rate = 8000};
    add("x/1.wav", 8000);
    add("x/2.wav", 4000);
    add("y/1.wav", 16000);
  }
  void add(const std::string& name, std::size_t samples, int rate = 8000) {
    std::filesystem::create_directories((scratch / name).parent_path());
    decode::write_wav(scratch / name, test::noise(samples, 1), rate);
  }
  Collection open() { return open_folders(scratch.folder(), options.folders); }
  DataCheck check() { return check_data(open(), options); }

  test::Scratch scratch;
  DatasetOptions options;
};

TEST_F(CheckData, CountsAndMeasuresACompleteCopy) {
  const DataCheck found = check();
  EXPECT_THAT(found.problems, IsEmpty());
  EXPECT_EQ(found.files_of_class, (std::map<std::string, std::int64_t>{{"x", 2}, {"y", 1}}));
  EXPECT_EQ(found.files_at_rate, (std::map<int, std::int64_t>{{8000, 3}}));
  EXPECT_EQ(found.shortest, 0.5);
  EXPECT_EQ(found.longest, 2.0);
  EXPECT_EQ(found.seconds, 3.5);
  EXPECT_THAT(to_text(found, open()), AllOf(HasSubstr("3 files of 2 classes\nclasses: x 2, y 1\n"),
                                            HasSubstr("lengths: 0.50 to 2.00 s")));
}

TEST_F(CheckData, NamesWhatIsMissingUnreadableOrOfAnotherRate) {
  test::touch(scratch / "x/2.wav", "no recording");
  add("y/1.wav", 0);
  add("z/1.wav", 100, 22050);
  add("z/2.wav", 100);
  const DataCheck found = check();
  EXPECT_THAT(found.problems,
              ElementsAre(HasSubstr("x/2.wav"), HasSubstr("y/1.wav: holds no sample"),
                          "there are 5 files, a complete copy has 3",
                          "there are 3 classes, a complete copy has 2",
                          "1 files are at 22050 Hz, those of a complete copy at 8000"));
  EXPECT_THAT(to_text(found, open()), HasSubstr("\nproblem: there are 5 files"));
}

TEST_F(CheckData, OfAListNamesAbsentFiles) {
  Collection collection = open();
  collection.absent_files = 1;
  collection.absent_clips = {{.name = "audio/9.wav"}};
  EXPECT_THAT(check_data(collection, options).problems,
              ElementsAre("1 files of the list are absent, first audio/9.wav"));
}

TEST_F(CheckData, OfPicturesLooksAtSizesAlone) {
  options.folders.contents = Contents::pictures;
  options.whole = {};
  test::touch(scratch / "x/1.png", "picture");
  test::touch(scratch / "y/1.png", "");
  const DataCheck found = check();
  EXPECT_THAT(found.problems, ElementsAre(HasSubstr("y/1.png: is empty")));
  EXPECT_TRUE(found.files_at_rate.empty());
}

}  // namespace
}  // namespace timbre::dataset
