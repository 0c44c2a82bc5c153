// The documents' experiments for a few steps on the emulated device: from recordings or pictures to
// scores, with their own networks but for those of documents 002 and 003, which are thinned.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "emulator/device.hpp"
#include "experiment/short_documents.hpp"
#include "experiment/tiny_experiment.hpp"
#include "makers.hpp"
#include "timbre/experiment/run.hpp"

namespace timbre::test {
namespace {

class EmulatedDocument : public EmulatedDevice, public testing::WithParamInterface<const char*> {
 protected:
  report::RunResults run(const experiment::ExperimentOptions& options) {
    const auto device = cuda::open_device("emulated");
    report::RunResults results =
        experiment::run_experiment(*device, options, scratch_ / "run", false);
    EXPECT_EQ(results.trials.size(), 1u);
    for (const auto& epoch : results.trials[0].fit.epochs) {
      EXPECT_TRUE(std::isfinite(epoch.train_loss));
      EXPECT_GT(epoch.train_loss, 0.0);
    }
    EXPECT_GT(results.trials[0].test_examples, 0);
    return results;
  }

 private:
  PrivateCache scratch_;
};
INSTANTIATE_TEST_SUITE_P(, EmulatedDocument, testing::Values("faithful", "fixed"));

TEST_P(EmulatedDocument, Speakers) {
  const auto options =
      one_epoch("speaker_binary.yaml", GetParam(), "{sounds: speakers, clips: 2, seconds: 1}");
  EXPECT_EQ(run(options).parameters, 618658);
}

TEST_P(EmulatedDocument, SpeakersFromRecordings) {
  run(one_epoch("speaker_recordings.yaml", GetParam(), "{sounds: speakers, clips: 1, seconds: 1}"));
}

TEST_P(EmulatedDocument, Freesound) {
  run(small_freesound("freesound_transfer.yaml", GetParam()));
}

TEST_P(EmulatedDocument, MusicSpeech) {
  auto options = one_epoch("gtzan_music_speech.yaml", GetParam(),
                           "{sounds: music_speech, clips: 2, seconds: 5}");
  options.protocol.folds = 3;
  thin(options.model, 8);
  run(options);
}

TEST_P(EmulatedDocument, Genres) {
  auto options =
      one_epoch("gtzan_genre.yaml", GetParam(), "{sounds: genres, clips: 2, seconds: 5}");
  options.training.generator.steps = std::min(options.training.generator.steps, 2);
  options.training.generator.validate_steps =
      std::min(options.training.generator.validate_steps, 2);
  EXPECT_EQ(run(options).parameters, 93898);
}

}  // namespace
}  // namespace timbre::test
