#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <set>

#include "dataset/fake_folders.hpp"
#include "dataset/fake_urbansound8k.hpp"
#include "dataset/urbansound8k.hpp"
#include "support/message.hpp"
#include "timbre/config/document.hpp"
#include "timbre/core/error.hpp"
#include "timbre/dataset/collection.hpp"

namespace timbre::dataset {
namespace {

using test::FakeUrbanSound8k;
using test::message_of;
using testing::HasSubstr;

class OpenCollection : public testing::Test {
 protected:
  OpenCollection() {
    setenv("TIMBRE_CACHE", (scratch / "cache").c_str(), 1);
    unsetenv("TIMBRE_DATA");
    options.miniature = {.clips = 1, .seconds = 1.0, .seed = 3};
  }
  void use_folders() {
    options.kind = DatasetKind::folders;
    options.miniature.sounds = Sounds::speakers;
  }
  ~OpenCollection() override {
    unsetenv("TIMBRE_CACHE");
    unsetenv("TIMBRE_DATA");
  }

  std::string problem() {
    return message_of([&] { open_collection(options, 1); });
  }

  test::Scratch scratch;
  DatasetOptions options;
};

TEST_F(OpenCollection, TakesTheRootThatIsNamedBeforeTheEnvironment) {
  FakeUrbanSound8k named(scratch / "named");
  named.add("1", 1, 0, "air_conditioner");
  options.root = named.root().string();
  setenv("TIMBRE_DATA", "/nowhere", 1);
  EXPECT_EQ(open_collection(options, 1).root, named.root());
}

TEST_F(OpenCollection, TakesUrbanSound8kBelowTimbreData) {
  FakeUrbanSound8k below(scratch / "data" / "UrbanSound8K");
  below.add("1", 1, 0, "air_conditioner");
  setenv("TIMBRE_DATA", (scratch / "data").c_str(), 1);
  const Collection collection = open_collection(options, 1);
  EXPECT_EQ(collection.root, below.root());
  EXPECT_FALSE(collection.synthetic);
}

TEST_F(OpenCollection, ANamedFolderThatIsMissingIsAnErrorAndNeverTheMiniature) {
  options.root = (scratch / "typo").string();
  EXPECT_THAT(problem(),
              HasSubstr("dataset.root is '" + options.root + "', which is not a folder"));
  EXPECT_THROW(open_collection(options, 1), RequestError);
  EXPECT_FALSE(std::filesystem::exists(scratch / "cache"));
}

TEST_F(OpenCollection, TimbreDataThatIsMissingOrHoldsNoDataSetIsAnError) {
  const std::string missing = (scratch / "typo").string();
  setenv("TIMBRE_DATA", missing.c_str(), 1);
  EXPECT_THAT(problem(), HasSubstr("TIMBRE_DATA is '" + missing + "', which is not a folder"));
  setenv("TIMBRE_DATA", scratch.folder().c_str(), 1);
  EXPECT_THAT(problem(), HasSubstr("which holds no folder UrbanSound8K; correct it, or unset it"));
  EXPECT_THROW(open_collection(options, 1), RequestError);
}

TEST_F(OpenCollection, WritesTheMiniatureIntoTheCacheOnceAndSaysThatItIsSynthetic) {
  const Collection first = open_collection(options, 1);
  EXPECT_TRUE(first.synthetic);
  EXPECT_EQ(first.root.parent_path(), scratch / "cache" / "miniatures");
  EXPECT_EQ(first.clips.size(), 100u);
  EXPECT_EQ(first.folds.size(), 10u);
  const auto written = std::filesystem::last_write_time(first.clips[0].path);
  const Collection second = open_collection(options, 1);
  EXPECT_EQ(second.root, first.root);
  EXPECT_EQ(std::filesystem::last_write_time(second.clips[0].path), written);
}

TEST_F(OpenCollection, OtherOptionsGiveAnotherMiniature) {
  const std::filesystem::path root = open_collection(options, 1).root;
  options.miniature.seed = 4;
  EXPECT_NE(open_collection(options, 1).root, root);
}

TEST_F(OpenCollection, FoldersNeedANameBelowTimbreData) {
  use_folders();
  setenv("TIMBRE_DATA", scratch.folder().c_str(), 1);
  EXPECT_THAT(problem(), HasSubstr("dataset.folder does not say which folder below it"));
  options.folder = "voices";
  EXPECT_THAT(problem(), HasSubstr("holds no folder voices"));
  test::touch(scratch / "voices/anna/1.wav");
  test::touch(scratch / "voices/bob/1.wav");
  EXPECT_EQ(open_collection(options, 1).clips.size(), 2u);
}

TEST_F(OpenCollection, AnyLayoutHasAMiniature) {
  use_folders();
  const Collection collection = open_collection(options, 1);
  EXPECT_TRUE(collection.synthetic);
  EXPECT_EQ(collection.clips.size(), 2u);
  EXPECT_EQ(collection.root.filename().string().substr(0, 4), "own-");
}

// Ten folds of two recordings for each class, the first of which gives two clips.
class PermutedLabels : public testing::Test {
 protected:
  PermutedLabels() {
    FakeUrbanSound8k files(scratch / "UrbanSound8K");
    options.root = files.root().string();
    int source = 0;
    for (int fold = 1; fold <= 10; ++fold) {
      for (int label = 0; label < 10; ++label) {
        const std::string name(urbansound8k::class_names[static_cast<std::size_t>(label)]);
        files.add(std::to_string(++source), fold, label, name, ".wav", 0);
        files.add(std::to_string(source), fold, label, name, ".wav", 1);
        files.add(std::to_string(++source), fold, label, name);
      }
    }
  }

  std::vector<Clip> clips(bool permuted, std::uint64_t seed) {
    options.permute_labels = permuted;
    return open_collection(options, seed).clips;
  }

  test::Scratch scratch;
  DatasetOptions options;
};

TEST_F(PermutedLabels, KeepTheClipsOfASourceTogether) {
  std::map<std::string, std::set<int>> labels_of;
  for (const Clip& clip : clips(true, 1)) labels_of[clip.source].insert(clip.label);
  EXPECT_EQ(labels_of.size(), 200u);
  for (const auto& [source, labels] : labels_of) EXPECT_EQ(labels.size(), 1u) << source;
}

TEST_F(PermutedLabels, KeepAsManySourcesOfAClassInEachFold) {
  std::map<std::pair<int, int>, std::set<std::string>> sources;
  for (const Clip& clip : clips(true, 1)) sources[{clip.fold, clip.label}].insert(clip.source);
  EXPECT_EQ(sources.size(), 100u);
  for (const auto& [where, names] : sources) EXPECT_EQ(names.size(), 2u);
}

TEST_F(PermutedLabels, FollowTheSeedAndSayNothingAboutTheTruth) {
  const std::vector<Clip> truth = clips(false, 1);
  const std::vector<Clip> permuted = clips(true, 1);
  const std::vector<Clip> again = clips(true, 1);
  const std::vector<Clip> other = clips(true, 2);
  std::size_t kept = 0, differing = 0;
  for (std::size_t clip = 0; clip < truth.size(); ++clip) {
    kept += truth[clip].label == permuted[clip].label;
    differing += permuted[clip].label != other[clip].label;
    EXPECT_EQ(permuted[clip].label, again[clip].label);
  }
  // By chance one source in ten keeps its label: 20 of 200 with a deviation of 4.2, hence 30 of 300
  // clips with about 6.7; four deviations are 27.
  EXPECT_LE(kept, 57u);
  EXPECT_GE(differing, 300u - 57u);
}

TEST(DatasetOptions, AreWrittenAndReadAsYaml) {
  DatasetOptions options;
  options.root = "/data/us8k";
  options.on_bad_file = cache::OnBadFile::fail;
  options.require_complete = true;
  options.permute_labels = true;
  options.miniature = {.clips = 5, .seconds = 1.5, .seed = 9};
  const auto document = config::Document::parse(config::to_yaml(options), "options");
  EXPECT_EQ(config::read<DatasetOptions>(document), options);
}

TEST(DatasetOptions, OfFoldersAndListsAreWrittenAndReadAsYaml) {
  DatasetOptions folders;
  folders.kind = DatasetKind::folders;
  folders.folder = "voices";
  folders.folders = {.parts = {"train", "test"},
                     .class_folders = {"b", "a"},
                     .classes = {"Bob", "Anna"},
                     .contents = Contents::pictures,
                     .source = SourceRule::prefix,
                     .separator = "_"};
  folders.whole = {.files = 4, .classes = 2, .rate = 8000};
  EXPECT_EQ(
      config::read<DatasetOptions>(config::Document::parse(config::to_yaml(folders), "options")),
      folders);
  DatasetOptions list;
  list.kind = DatasetKind::list;
  list.list = {.file = "all.csv",
               .folder = "audio",
               .name_column = "n",
               .label_column = "l",
               .source_column = "s",
               .verified_column = "v",
               .verified_only = true};
  EXPECT_EQ(config::read<DatasetOptions>(config::Document::parse(config::to_yaml(list), "options")),
            list);
}

TEST(DatasetOptions, AllFilesOfTheRepositoryCanBeRead) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(
           std::filesystem::path(TIMBRE_SOURCE_DIR) / "configs" / "datasets")) {
    EXPECT_NO_THROW(config::read<DatasetOptions>(config::Document::load(entry.path()))) << entry;
    ++files;
  }
  EXPECT_GE(files, 7);
}

TEST(DatasetOptions, RefuseValuesOutOfRange) {
  const auto read = [](const std::string& yaml) {
    return message_of(
        [&] { config::read<DatasetOptions>(config::Document::parse(yaml, "dataset.yaml")); });
  };
  EXPECT_THAT(read("miniature: {clips: 0}"), HasSubstr("clips"));
  EXPECT_THAT(read("miniature: {seconds: 0.5}"), HasSubstr("seconds"));
  EXPECT_THAT(read("on_bad_file: ignore"), HasSubstr("on_bad_file"));
  EXPECT_THAT(read("miniature: {sounds: genres}"), HasSubstr("has urban sounds"));
  EXPECT_THAT(read("{kind: folders, folders: {class_folders: [a, a]}}"),
              HasSubstr("'a' is listed twice"));
  EXPECT_THAT(read("{kind: folders, folders: {class_folders: [a, b], classes: [c]}}"),
              HasSubstr("names 1 classes, class_folders lists 2 folders"));
  EXPECT_THAT(read("{kind: folders, list: {file: a.csv}}"), HasSubstr("list"));
  EXPECT_THAT(read("{kind: list, list: {verified_only: true}}"),
              HasSubstr("needs the name of verified_column"));
}

}  // namespace
}  // namespace timbre::dataset
