#include "timbre/training/options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/message.hpp"
#include "timbre/config/document.hpp"

namespace timbre::training {
namespace {

using testing::HasSubstr;

TrainingOptions read(const std::string& yaml) {
  return config::read<TrainingOptions>(config::Document::parse(yaml, "test.yaml"));
}

TEST(TrainingOptions, ReadBackFromTheirYaml) {
  TrainingOptions options;
  options.epochs = 7;
  options.batch_size = 3;
  options.optimiser = {.kind = model::OptimiserKind::sgd,
                       .learning_rate = 1.0 / 3.0,
                       .decay = 5e-5,
                       .momentum = 0.9,
                       .nesterov = true};
  options.schedule = {.kind = ScheduleKind::cosine, .final_share = 0.125, .warm_up_epochs = 2.0};
  options.loss_clip = 1e-6;
  options.label_smoothing = 0.25;
  options.norm_statistics = NormStatistics::each_epoch;
  options.early_stopping = {.enabled = false,
                            .monitor = Monitor::train_accuracy,
                            .mode = MonitorMode::lower,
                            .patience = 4,
                            .min_delta = 0.125,
                            .restore_best = true,
                            .target = 0.5};
  options.standardise = dataset::Standardisation::band;
  options.sampling = Sampling::class_balanced;
  options.augment = {.mixup = 0.25,
                     .time_masks = {2, 5},
                     .band_masks = {1, 7},
                     .time_shift = 3,
                     .gain = 6,
                     .noise = 0.5,
                     .shear = 0.25,
                     .zoom = 0.125,
                     .horizontal_flip = true,
                     .vertical_flip = true};
  options.checkpoint_seconds = 12.5;
  options.precision = model::Precision::bf16;
  EXPECT_EQ(read(config::to_yaml(options)), options);
  EXPECT_EQ(read("{}"), TrainingOptions{});
}

TEST(TrainingOptions, RefuseWhatCannotTrain) {
  const std::string message = test::message_of([] {
    read("{epochs: 0, batch_size: -1, standardise: row, early_stopping: {patience: -1}}");
  });
  for (const char* key : {"epochs", "batch_size", "standardise", "patience"}) {
    EXPECT_THAT(message, HasSubstr(key));
  }
}

TEST(TrainingOptions, RefuseAugmentationThatCannotBeDrawn) {
  const std::string message = test::message_of([] {
    read("{augment: {mixup: 0.01, time_masks: {count: 9}, gain: -1, zoom: 1}, sampling: all}");
  });
  for (const char* key : {"mixup", "0.05 to 1", "count", "gain", "zoom", "class_balanced"}) {
    EXPECT_THAT(message, HasSubstr(key));
  }
}

}  // namespace
}  // namespace timbre::training
