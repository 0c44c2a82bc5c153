// Miniatures of data sets with a folder for each class, or a list.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "dataset/readers.hpp"
#include "dataset/synthesis/synthesis.hpp"
#include "support/message.hpp"
#include "support/scratch.hpp"
#include "timbre/config/document.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/file.hpp"
#include "timbre/core/hash.hpp"
#include "timbre/decode/decode.hpp"
#include "timbre/decode/picture.hpp"

namespace timbre::dataset {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// A file of configs/datasets with a smaller miniature.
DatasetOptions few_clips(const std::string& name, const std::string& seconds = "1") {
  const auto path = std::filesystem::path(TIMBRE_SOURCE_DIR) / "configs" / "datasets" / name;
  return config::read<DatasetOptions>(
      config::Document::load(path, {"miniature.clips=3", "miniature.seconds=" + seconds}));
}

class Layouts : public testing::Test {
 protected:
  Collection written(const DatasetOptions& options) {
    write_miniature(scratch / "mini", options);
    return options.kind == DatasetKind::list ? open_list(scratch / "mini", options.list, true)
                                             : open_folders(scratch / "mini", options.folders);
  }
  test::Scratch scratch;
};

TEST_F(Layouts, MusicAndSpeechHaveTheFoldersAndLabelsOfTheDataSet) {
  const Collection collection = written(few_clips("gtzan_music_speech.yaml"));
  EXPECT_THAT(collection.classes, ElementsAre("music", "speech"));
  ASSERT_EQ(collection.clips.size(), 6u);
  EXPECT_EQ(collection.clips[0].name, "music_wav/music_wav.00000.wav");
  EXPECT_EQ(collection.clips[5].label, 1);
}

TEST_F(Layouts, GenresAreTen) {
  const Collection collection = written(few_clips("gtzan_genres.yaml"));
  EXPECT_THAT(collection.classes, ElementsAre("blues", "classical", "country", "disco", "hiphop",
                                              "jazz", "metal", "pop", "reggae", "rock"));
  EXPECT_EQ(collection.clips[4].name, "classical/classical.00001.wav");
  EXPECT_EQ(decode::audio_info(collection.clips[4].path).frames, 22050);
}

TEST_F(Layouts, FreesoundHasAListVariedLengthsAndItsRate) {
  const Collection collection = written(few_clips("freesound.yaml", "3"));
  EXPECT_EQ(collection.classes.size(), 12u);
  EXPECT_EQ(collection.clips.size(), 36u);
  std::set<std::int64_t> lengths;
  for (const Clip& clip : collection.clips) {
    const decode::AudioInfo info = decode::audio_info(clip.path);
    EXPECT_EQ(info.rate, 44100);
    lengths.insert(info.frames);
  }
  EXPECT_THAT(lengths, ElementsAre(22050, 44100, 66150, 88200, 110250, 132300));
}

TEST_F(Layouts, AListMayTellWhatIsVerified) {
  DatasetOptions options = few_clips("freesound.yaml");
  options.list.verified_column = "manually_verified";
  const std::size_t all = written(options).clips.size();
  options.list.verified_only = true;
  EXPECT_EQ(open_list(scratch / "mini", options.list, true).clips.size(), all * 2 / 3);
}

TEST_F(Layouts, SpeakersHavePartsAndSourcesThatStayInOne) {
  const Collection collection = written(few_clips("two_speakers.yaml"));
  EXPECT_THAT(collection.fold_names, ElementsAre("train", "test", "validation"));
  EXPECT_EQ(collection.clips.size(), 3u * 2 * 3);
  std::map<std::string, std::set<int>> folds;
  std::map<std::string, int> clips;
  for (const Clip& clip : collection.clips) {
    folds[clip.source].insert(clip.fold);
    ++clips[clip.source];
  }
  EXPECT_EQ(folds.size(), 3u * 2 * 2);
  for (const auto& [source, where] : folds) EXPECT_EQ(where.size(), 1u) << source;
  EXPECT_EQ(clips.at("first/0"), 2);
}

TEST_F(Layouts, SayThatTheyAreSynthetic) {
  written(few_clips("gtzan_music_speech.yaml"));
  EXPECT_THAT(read_file(scratch / "mini" / "SYNTHETIC.txt"), HasSubstr("was synthesised"));
}

TEST_F(Layouts, HaveOtherSoundsInEachFileAndTheSameAgain) {
  std::map<std::string, std::string> hashes;
  std::set<std::string> distinct;
  for (const Clip& clip : written(few_clips("gtzan_genres.yaml")).clips) {
    distinct.insert(hashes[clip.name] = sha256(read_file(clip.path)));
  }
  EXPECT_EQ(distinct.size(), hashes.size());
  std::filesystem::remove_all(scratch / "mini");
  for (const Clip& clip : written(few_clips("gtzan_genres.yaml")).clips) {
    EXPECT_EQ(sha256(read_file(clip.path)), hashes[clip.name]);
  }
}

TEST_F(Layouts, FollowTheFoldersThatOptionsName) {
  DatasetOptions options = few_clips("own_folders.yaml");
  options.folders.class_folders = {"cats", "dogs"};
  EXPECT_THAT(
      test::message_of([&] { written(options); }),
      HasSubstr("class_folders lists 2 classes, the sounds of dataset.miniature are blues"));
  options.miniature.sounds = Sounds::speakers;
  EXPECT_THAT(written(options).classes, ElementsAre("cats", "dogs"));
}

TEST_F(Layouts, OfPicturesHoldPictures) {
  const Collection collection = written(few_clips("colbert_conan.yaml"));
  EXPECT_EQ(collection.clips.size(), 18u);
  EXPECT_EQ(collection.clips[0].name, "train/first/0-0.wav.png");
  const decode::Picture picture = decode::decode_picture(collection.clips[0].path);
  EXPECT_EQ(picture.width, 110);
  EXPECT_EQ(picture.height, 110);
  EXPECT_NE(picture, decode::decode_picture(collection.clips[1].path));
}

TEST(SynthesisOfAllKinds, FillsTheScaleWithoutLeavingIt) {
  for (const Sounds sounds :
       {Sounds::music_speech, Sounds::genres, Sounds::freesound, Sounds::speakers}) {
    const int classes = static_cast<int>(synthesis::class_names(sounds).size());
    for (int class_id = 0; class_id < classes; ++class_id) {
      const std::vector<float> samples = synthesis::synthesise(
          {.sounds = sounds, .class_id = class_id, .seed = 7, .source = 3, .seconds = 1.5});
      ASSERT_EQ(samples.size(), 33075u);
      float peak = 0;
      for (const float sample : samples) {
        ASSERT_TRUE(std::isfinite(sample));
        peak = std::max(peak, std::abs(sample));
      }
      EXPECT_LE(peak, 0.95f) << class_id;
      EXPECT_GT(peak, 0.03f) << class_id;
    }
  }
}

}  // namespace
}  // namespace timbre::dataset
