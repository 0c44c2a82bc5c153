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
  options.optimiser.learning_rate = 1.0 / 3.0;
  options.loss_clip = 1e-6;
  options.early_stopping = {
      .enabled = false, .patience = 4, .min_delta = 0.125, .restore_best = true};
  options.standardise = dataset::Standardisation::band;
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

}  // namespace
}  // namespace timbre::training
