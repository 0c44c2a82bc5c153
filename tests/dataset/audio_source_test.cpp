// On the CPU: examples that batches compute from recordings have the bits of those in memory.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dataset/audio_examples.hpp"
#include "support/poison.hpp"
#include "timbre/core/parallel.hpp"
#include "timbre/dataset/batch_source.hpp"
#include "timbre/dataset/split_check.hpp"

namespace timbre::dataset {
namespace {

constexpr int classes = 3;
constexpr std::int64_t rows = 4;

class AudioSource : public testing::TestWithParam<bool> {
 protected:
  AudioSource() {
    device->makers().set(cpu_batch_sources());
    device->makers().set(features::cpu_feature_plans());
    examples = test::audio_examples(*device, GetParam());
  }

  std::vector<float> inputs(BatchSource& source) {
    std::vector<float> all;
    for (std::int64_t step = 0; step < source.steps(rows); ++step) {
      std::vector<float> input =
          test::poisoned(static_cast<std::size_t>(rows * source.shape().size()));
      std::vector<std::int32_t> target(rows), example(rows);
      std::vector<float> weight(rows);
      source.fill(step, rows, {input.data(), target.data(), weight.data(), example.data()});
      all.insert(all.end(), input.begin(), input.end());
      for (std::int64_t row = 0; row < rows; ++row) {
        EXPECT_EQ(target[row], examples.in_memory->label[example[row]]);
      }
    }
    return all;
  }

  std::unique_ptr<Device> device = open_cpu();
  test::AudioExamples examples;
  const std::vector<std::int32_t> order = {7, 0, 9, 3, 3, 1};
};
INSTANTIATE_TEST_SUITE_P(, AudioSource, testing::Bool(), [](const auto& sixteen_bits) {
  return sixteen_bits.param ? "sixteen_bits" : "floats";
});

TEST_P(AudioSource, GivesTheBitsOfExamplesInMemory) {
  EXPECT_EQ(examples.computed->shape(), examples.in_memory->shape());
  EXPECT_EQ(examples.computed->label, examples.in_memory->label);
  EXPECT_EQ(examples.computed->segment, examples.in_memory->segment);
  const auto computed = source(*device, examples.computed, classes);
  const auto in_memory = source(*device, examples.in_memory, classes);
  for (const auto kind : {Standardisation::none, Standardisation::band}) {
    const Standardiser fitted = fit_standardiser(kind, *examples.in_memory, order);
    for (BatchSource* each : {computed.get(), in_memory.get()}) {
      each->set_order(order);
      each->set_standardiser(fitted);
    }
    EXPECT_EQ(inputs(*computed), inputs(*in_memory));
  }
}

TEST_P(AudioSource, GivesTheSameBitsWithAnyNumberOfThreads) {
  const int threads = thread_count();
  std::vector<std::vector<float>> results;
  for (const int other : {1, 2, 3}) {
    set_thread_count(other);
    const auto computed = source(*device, examples.computed, classes);
    computed->set_order(order);
    results.push_back(inputs(*computed));
  }
  set_thread_count(threads);
  EXPECT_EQ(results[1], results[0]);
  EXPECT_EQ(results[2], results[0]);
}

TEST_P(AudioSource, FitsTheStatisticsOfExamplesInMemory) {
  for (const auto kind : {Standardisation::none, Standardisation::channel, Standardisation::band}) {
    const auto computed = source(*device, examples.computed, classes);
    const Standardiser expected = fit_standardiser(kind, *examples.in_memory, order);
    const Standardiser fitted = fit_standardiser(kind, *device, *computed, order);
    EXPECT_EQ(fitted.mean, expected.mean);
    EXPECT_EQ(fitted.scale, expected.scale);
  }
}

TEST_P(AudioSource, SuspectsClipsThatBeginAlike) {
  auto audio = *examples.computed->audio;
  auto twice = *examples.computed;
  audio.start[4] = audio.start[0];  // the only segment of clip 3 begins like clip 0
  ASSERT_EQ(twice.segment[4], 0);
  twice.audio = std::make_shared<const ExampleAudio>(audio);
  EXPECT_THAT(suspected_replicas(*examples.computed), testing::IsEmpty());
  EXPECT_THAT(suspected_replicas(twice), testing::ElementsAre(0, twice.clip[4]));
}

}  // namespace
}  // namespace timbre::dataset
