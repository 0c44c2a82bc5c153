#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <set>

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

TEST(DatasetOptions, RefuseValuesOutOfRange) {
  const auto read = [](const std::string& yaml) {
    return message_of(
        [&] { config::read<DatasetOptions>(config::Document::parse(yaml, "dataset.yaml")); });
  };
  EXPECT_THAT(read("miniature: {clips: 0}"), HasSubstr("clips"));
  EXPECT_THAT(read("miniature: {seconds: 0.5}"), HasSubstr("seconds"));
  EXPECT_THAT(read("on_bad_file: ignore"), HasSubstr("on_bad_file"));
}

}  // namespace
}  // namespace timbre::dataset
