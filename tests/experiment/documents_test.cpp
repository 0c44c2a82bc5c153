// The experiments of the documents run as they are, each on a small miniature of its data.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "experiment/short_documents.hpp"
#include "experiment/tiny_experiment.hpp"
#include "support/message.hpp"
#include "timbre/config/document.hpp"
#include "timbre/experiment/devices.hpp"
#include "timbre/experiment/run.hpp"

namespace timbre::experiment {
namespace {

using test::one_epoch;
using test::PrivateCache;
using test::small_freesound;
using testing::Contains;
using testing::HasSubstr;

class DocumentRun : public testing::Test {
 protected:
  report::RunResults run(const ExperimentOptions& options, const std::string& name) {
    return run_experiment(*device_, options, scratch / name, false);
  }
  PrivateCache scratch;

 private:
  std::unique_ptr<Device> device_ = open_device("cpu");
};

TEST_F(DocumentRun, MusicSpeechFixed) {
  const std::string small = "{sounds: music_speech, clips: 3, seconds: 10}";
  const auto results = run(one_epoch("gtzan_music_speech.yaml", "fixed", small), "run");
  EXPECT_EQ(results.parameters, 2552705);
  ASSERT_EQ(results.trials.size(), 1u);
  EXPECT_EQ(results.trials[0].fit.epochs.size(), 1u);
  EXPECT_EQ(results.trials[0].test_examples, 3 * results.trials[0].test_clips.clips);
  EXPECT_THAT(results.notes, Contains(HasSubstr("1 epochs at most, not 7")));
  EXPECT_TRUE(results.split_warnings.empty());
}

TEST_F(DocumentRun, MusicSpeechFaithful) {
  const std::string small = "{sounds: music_speech, clips: 3, seconds: 10}";
  const auto options = one_epoch("gtzan_music_speech.yaml", "faithful", small);
  EXPECT_EQ(options.training.epochs, 500);
  const auto results = run(options, "run");
  ASSERT_EQ(results.trials.size(), 1u);
  EXPECT_EQ(results.trials[0].train_examples, 12);
  EXPECT_EQ(results.trials[0].test_examples, 12);
  EXPECT_EQ(results.faults.size(), 7u);
  EXPECT_THAT(results.split_warnings, testing::Not(testing::IsEmpty()));
}

TEST_F(DocumentRun, SpeakersFixed) {
  const std::string small = "{sounds: speakers, clips: 6, seconds: 1}";
  const auto results = run(one_epoch("speaker_binary.yaml", "fixed", small), "run");
  EXPECT_EQ(results.parameters, 618658);
  ASSERT_EQ(results.trials.size(), 1u);
  EXPECT_EQ(results.trials[0].train_examples, 12);
  EXPECT_EQ(results.trials[0].test_examples, 12);
  EXPECT_TRUE(results.trials[0].other_scores.empty());
}

TEST_F(DocumentRun, SpeakersFaithfulCountTheTestTwice) {
  const std::string small = "{sounds: speakers, clips: 6, seconds: 1}";
  auto options = one_epoch("speaker_binary.yaml", "faithful", small);
  const auto results = run(options, "run");
  ASSERT_EQ(results.trials.size(), 1u);
  options.training.generator.raw_test = false;
  EXPECT_EQ(run(options, "once").trials[0].test.loss, results.trials[0].test.loss);
  ASSERT_EQ(results.trials[0].other_scores.size(), 1u);
  EXPECT_EQ(results.trials[0].other_scores[0].name, "examples as they are");
  EXPECT_EQ(results.trials[0].other_scores[0].examples, 12);
  EXPECT_THAT(results.faults, testing::ElementsAre(std::pair("divided_sigmoids", true),
                                                   std::pair("partial_epochs", true),
                                                   std::pair("unscaled_test", true)));
}

TEST_F(DocumentRun, SpeakersFromRecordings) {
  const std::string small = "{sounds: speakers, clips: 2, seconds: 1}";
  for (const char* mode : {"fixed", "faithful"}) {
    const auto results = run(one_epoch("speaker_recordings.yaml", mode, small), mode);
    ASSERT_EQ(results.trials.size(), 1u);
    EXPECT_EQ(results.parameters, 618658);
    EXPECT_EQ(results.trials[0].train_examples, 4 * 4);  // four quarters of a second each
    EXPECT_EQ(results.trials[0].test_clips.clips, 4);
  }
}

TEST_F(DocumentRun, GenresFixed) {
  const std::string small = "{sounds: genres, clips: 5, seconds: 10}";
  const auto results = run(one_epoch("gtzan_genre.yaml", "fixed", small), "run");
  EXPECT_EQ(results.parameters, 93898);
  ASSERT_EQ(results.trials.size(), 1u);
  EXPECT_EQ(results.trials[0].train_examples, 80);
  EXPECT_EQ(results.trials[0].test_examples, 20);
  EXPECT_EQ(results.trials[0].test_clips.clips, 10);
}

TEST_F(DocumentRun, GenresFaithfulGoRound) {
  const std::string small = "{sounds: genres, clips: 5, seconds: 5}";
  const auto results = run(one_epoch("gtzan_genre.yaml", "faithful", small), "run");
  ASSERT_EQ(results.trials.size(), 1u);
  EXPECT_EQ(results.trials[0].train_examples, 40);
  EXPECT_EQ(results.trials[0].test_examples, 10);
  ASSERT_EQ(results.trials[0].other_scores.size(), 1u);
  EXPECT_EQ(results.trials[0].other_scores[0].examples, 500);  // 50 batches of all ten
  EXPECT_EQ(results.faults.size(), 6u);
}

TEST_F(DocumentRun, GenresFromReadyPictures) {
  const std::string small = "{sounds: genres, clips: 5, seconds: 1}";
  for (const char* mode : {"fixed", "faithful"}) {
    const auto results = run(one_epoch("genre_pictures.yaml", mode, small), mode);
    ASSERT_EQ(results.trials.size(), 1u);
    EXPECT_EQ(results.trials[0].test_examples, 10);
  }
}

TEST_F(DocumentRun, FreesoundTransferFaithful) {
  const auto results = run(small_freesound("freesound_transfer.yaml", "faithful"), "run");
  ASSERT_EQ(results.trials.size(), 1u);
  EXPECT_EQ(results.trials[0].fit.epochs.size(), 2u);  // one of each phase
  EXPECT_EQ(results.faults.size(), 6u);
  for (const auto& [name, present] : results.faults) EXPECT_TRUE(present) << name;
}

TEST_F(DocumentRun, FreesoundScratch) {
  const auto results = run(small_freesound("freesound_scratch.yaml", "fixed"), "run");
  ASSERT_EQ(results.trials.size(), 1u);
  const auto& trial = results.trials[0];
  EXPECT_EQ(trial.fit.epochs.size(), 1u);
  EXPECT_EQ(trial.train_examples + trial.test_examples, 3 * std::ssize(results.classes));
  EXPECT_TRUE(results.split_warnings.empty());
}

TEST_F(DocumentRun, SaysWhyNothingIsHeldOutOfSmallClasses) {
  const auto message =
      test::message_of([&] { run(small_freesound("freesound_transfer.yaml", "fixed", 2), "run"); });
  EXPECT_THAT(message, HasSubstr("0 test examples"));
  EXPECT_THAT(message, HasSubstr("raise protocol.test_share or validate_share"));
}

// The faults make the document's own recipe of the mended one.
TEST(FreesoundFaults, AreTheDocumentsRecipe) {
  const std::filesystem::path source = TIMBRE_SOURCE_DIR;
  const auto file = source / "experiments/freesound_transfer.yaml";
  const auto own = config::read<features::FrontEndOptions>(
      config::Document::load(source / "configs/features/freesound_picture_224.yaml", {}));
  const ExperimentOptions faithful = load_experiment(file, {"mode=faithful"});
  EXPECT_EQ(faithful.features, own);
  EXPECT_TRUE(faithful.dataset.list.zipped);
  EXPECT_EQ(faithful.protocol.rule, dataset::SplitRule::binomial);
  EXPECT_EQ(faithful.training.phases.at(0).learning_rate, 3e-3);
  const ExperimentOptions text = load_experiment(file, {"faults.rate_of_the_text=present"});
  EXPECT_EQ(text.training.phases.at(0).learning_rate, 1e-2);
  EXPECT_FALSE(text.dataset.list.zipped);
}

TEST(GenreFaults, AreTheDocumentsPictures) {
  const auto file = std::filesystem::path(TIMBRE_SOURCE_DIR) / "experiments/gtzan_genre.yaml";
  const ExperimentOptions faithful = load_experiment(file, {"mode=faithful"});
  const features::PictureOptions& picture = faithful.features.features.picture;
  EXPECT_EQ(picture.figure, features::FigureOptions{});
  EXPECT_EQ(picture.interpolation, features::Interpolation::nearest);
  EXPECT_EQ(picture.resize.filter, features::PictureFilter::nearest);
  EXPECT_EQ(faithful.features.features.segment.most, 1);
  EXPECT_EQ(faithful.training.optimiser.momentum, 0);
  EXPECT_EQ(faithful.training.generator.steps, 100);
  EXPECT_EQ(faithful.training.augment.zoom, 0.2);
  EXPECT_TRUE(faithful.training.augment.horizontal_flip);
}

TEST(SpeakerFaults, HaveTheLossOfTensorFlow20) {
  const auto file = std::filesystem::path(TIMBRE_SOURCE_DIR) / "experiments/speaker_binary.yaml";
  const auto loss = [&](const std::vector<std::string>& overrides) {
    return load_experiment(file, overrides).model.sigmoid_loss;
  };
  EXPECT_EQ(loss({"mode=faithful"}), model::SigmoidLoss::shares);
  EXPECT_EQ(loss({"mode=fixed"}), model::SigmoidLoss::logits);
  EXPECT_EQ(loss({"mode=faithful", "faults.divided_sigmoids=mended"}), model::SigmoidLoss::logits);
}

TEST(PictureExperiments, NeedPictures) {
  const auto file = std::filesystem::path(TIMBRE_SOURCE_DIR) / "experiments/speaker_binary.yaml";
  EXPECT_THROW(load_experiment(file, {"dataset.folders.contents=recordings"}), config::ConfigError);
  EXPECT_THROW(load_experiment(file, {"features.kind=levels"}), config::ConfigError);
}

}  // namespace
}  // namespace timbre::experiment
