#include "timbre/experiment/predict.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "experiment/tiny_experiment.hpp"
#include "timbre/decode/decode.hpp"
#include "timbre/experiment/devices.hpp"
#include "timbre/experiment/run.hpp"

namespace timbre::experiment {
namespace {

using test::PrivateCache;
using test::tiny_experiment;

TEST(Predict, AgreesWithTheRunsOwnPredictions) {
  const PrivateCache scratch;
  const auto device = open_device("cpu");
  const auto options = tiny_experiment("us8k_mini.yaml");
  run_experiment(*device, options, scratch / "run", false);
  const auto collection = dataset::open_collection(options.dataset, 1);
  const dataset::Clip* clip = nullptr;
  for (const auto& candidate : collection.clips) {
    if (candidate.fold == 3) clip = &candidate;
  }
  ASSERT_NE(clip, nullptr);
  const auto predictions =
      predict_files(*device, find_model(scratch / "run", 0), {clip->path.string()}, 10);
  ASSERT_EQ(predictions.size(), 1u);
  ASSERT_EQ(predictions[0].vote.size(), 10u);
  // The row of this clip's vote in predictions.csv names the same best class.
  std::ifstream csv(scratch / "run" / "predictions.csv");
  std::string found;
  for (std::string line; std::getline(csv, line);) {
    if (line.find(clip->name + ",vote,") != std::string::npos) found = line;
  }
  ASSERT_FALSE(found.empty());
  EXPECT_NE(found.find("," + predictions[0].vote[0].label + ","), std::string::npos) << found;
}

TEST(Predict, SaysWhyAFileHasNoPrediction) {
  const PrivateCache scratch;
  const auto device = open_device("cpu");
  run_experiment(*device, tiny_experiment("us8k_mini.yaml"), scratch / "run", false);
  decode::write_wav(scratch / "short.wav", std::vector<float>(1000, 0.1f), 22050);
  std::ofstream(scratch / "broken.wav") << "no audio";
  const auto predictions =
      predict_files(*device, find_model(scratch / "run", 1),
                    {(scratch / "short.wav").string(), (scratch / "broken.wav").string()}, 2);
  EXPECT_NE(predictions[0].problem.find("shorter than one segment"), std::string::npos);
  EXPECT_FALSE(predictions[0].unreadable);
  EXPECT_FALSE(predictions[1].problem.empty());
  EXPECT_TRUE(predictions[1].unreadable);
  const std::string text = predictions_text(predictions);
  EXPECT_NE(text.find("no prediction"), std::string::npos);
  EXPECT_NE(predictions_json(predictions).dump().find("problem"), std::string::npos);
}

TEST(Predict, NamesWhatIsNoRun) {
  const PrivateCache scratch;
  EXPECT_THROW(find_model(scratch / "nothing", 0), RequestError);
}

}  // namespace
}  // namespace timbre::experiment
