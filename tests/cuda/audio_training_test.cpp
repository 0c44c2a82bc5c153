// Training from recordings in the device's memory: the scores of training from examples in memory,
// to the bit, with each step still one graph.
#include <gtest/gtest.h>

#include "cuda/every_device.hpp"
#include "dataset/audio_examples.hpp"
#include "model/layers.hpp"
#include "training/small_fit.hpp"

namespace timbre::test {
namespace {

class AudioTrainingTest : public EveryDevice {};
TIMBRE_ON_EVERY_DEVICE(AudioTrainingTest);

TEST_P(AudioTrainingTest, ScoresAreThoseOfExamplesInMemory) {
  const AudioExamples examples = audio_examples(device(), true);
  const model::ModelOptions options{
      .name = "small", .layers = {conv(3), relu(), flatten(), drop(0.25), dense(0), softmax()}};
  const model::Graph graph = model::build_graph(options, examples.computed->shape(), 3);
  training::TrainingOptions training;
  training.epochs = 2;
  training.batch_size = 4;
  training.standardise = dataset::Standardisation::channel;
  const std::vector<std::int32_t> train = {0, 1, 2, 3, 4, 5, 6};
  const std::vector<std::int32_t> validate = {7, 8, 9};
  training::Trainer computing(device(), graph, examples.computed, training);
  training::Trainer reading(device(), graph, examples.in_memory, training);
  const auto computed = computing.fit(train, validate, 5, {}, {});
  const auto read = reading.fit(train, validate, 5, {}, {});
  expect_same_records(computed.epochs, read.epochs);
  EXPECT_EQ(everything_in(computing.store()), everything_in(reading.store()));
  EXPECT_EQ(computing.predict(validate).probabilities.values,
            reading.predict(validate).probabilities.values);
}

}  // namespace
}  // namespace timbre::test
