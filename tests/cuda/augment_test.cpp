// Augmented batches are the CPU's: in bits on the emulated device, whose mathematics is the CPU's.
#include <gtest/gtest.h>

#include "cuda/every_device.hpp"
#include "dataset/audio_examples.hpp"
#include "dataset/sample_examples.hpp"
#include "model/layers.hpp"
#include "support/tolerance.hpp"
#include "timbre/dataset/augment_options.hpp"
#include "timbre/dataset/batch_source.hpp"
#include "training/small_fit.hpp"

namespace timbre::test {
namespace {

using dataset::augmentation;
using dataset::AugmentOptions;
using dataset::BatchSource;

constexpr int classes = 3;

struct Batch {
  std::vector<float> input;
  std::vector<std::int32_t> target, second_target, example;
  std::vector<float> weight, share;
};

template <typename T>
std::vector<T> values_of(Device& device, const Buffer& buffer) {
  std::vector<T> values(buffer.bytes() / sizeof(T));
  device.copy_out(values.data(), buffer.as<void>(), buffer.bytes());
  return values;
}

Batch filled(Device& device, BatchSource& source, std::int64_t step, std::int64_t rows) {
  const auto words = [&](std::int64_t count) { return Buffer(device, 4 * count); };
  const Buffer input = words(rows * source.shape().size()), target = words(rows),
               weight = words(rows), example = words(rows), second = words(rows),
               share = words(rows);
  dataset::BatchView view{input.as<float>(), target.as<std::int32_t>(), weight.as<float>(),
                          example.as<std::int32_t>()};
  if (source.mixes()) {
    view.second_target = second.as<std::int32_t>();
    view.target_share = share.as<float>();
  }
  source.fill(step, rows, view);
  Batch batch;
  batch.input = values_of<float>(device, input);
  batch.target = values_of<std::int32_t>(device, target);
  batch.example = values_of<std::int32_t>(device, example);
  batch.weight = values_of<float>(device, weight);
  if (source.mixes()) {
    batch.second_target = values_of<std::int32_t>(device, second);
    batch.share = values_of<float>(device, share);
  }
  return batch;
}

class AugmentTest : public EveryDevice {
 protected:
  AugmentTest() {
    cpu->makers().set(dataset::cpu_batch_sources());
    cpu->makers().set(features::cpu_feature_plans());
  }

  void expect_same(const Batch& here, const Batch& there) {
    EXPECT_EQ(here.target, there.target);
    EXPECT_EQ(here.second_target, there.second_target);
    EXPECT_EQ(here.example, there.example);
    EXPECT_EQ(here.weight, there.weight);
    // A GPU's logarithm, sine and power differ from the CPU's in the last bits, and it fuses a
    // product with a sum.
    const double last_bits = GetParam() == "emulated" ? 0.0 : 1e-5;
    expect_close(here.share, there.share, {last_bits, 0.0, "shares in [0, 1]"});
    expect_close(here.input, there.input, {40 * last_bits, 0.0, "values within [-40, 40]"});
  }

  std::unique_ptr<Device> cpu = open_cpu();
};
TIMBRE_ON_EVERY_DEVICE(AugmentTest);

TEST_P(AugmentTest, GivesTheBatchesOfTheCpu) {
  const std::vector<std::int32_t> order = {7, 0, 7, 10, 3, 1, 9};
  const AugmentOptions everything{.mixup = 0.4,
                                  .time_masks = {2, 3},
                                  .band_masks = {1, 2},
                                  .time_shift = 2,
                                  .gain = 3,
                                  .noise = 0.25};
  const std::vector<AugmentOptions> cases = {
      everything,        {.mixup = 0.2}, {.time_masks = {1, 4}},
      {.time_shift = 3}, {.gain = 6},    {.noise = 1.0}};
  // Less than a block of threads and more, whole fours of values and a rest.
  for (const features::ExampleShape& shape : {features::ExampleShape{3, 5, 1}, {7, 90, 2}}) {
    const auto examples =
        std::make_shared<dataset::ExampleSet>(sample_examples(11, shape, classes));
    const auto fitted = dataset::fit_standardiser(dataset::Standardisation::band, *examples, order);
    for (const AugmentOptions& options : cases) {
      const auto here = source(device(), examples, classes);
      const auto there = source(*cpu, examples, classes);
      for (BatchSource* each : {here.get(), there.get()}) {
        each->set_order(order);
        each->set_standardiser(fitted);
        each->set_augmentation(augmentation(options, 17, 3));
      }
      ASSERT_EQ(here->mixes(), options.mixup > 0);
      for (const std::int64_t step : {0, 1}) {
        expect_same(filled(device(), *here, step, 4), filled(*cpu, *there, step, 4));
      }
    }
  }
}

TEST_P(AugmentTest, TakesEachEpochAndNoneFromThenOn) {
  const auto examples = std::make_shared<dataset::ExampleSet>(
      sample_examples(11, features::ExampleShape{4, 6, 2}, classes));
  const auto here = source(device(), examples, classes);
  const auto plain = source(device(), examples, classes);
  const AugmentOptions options{.mixup = 0.4, .noise = 0.5};
  for (BatchSource* each : {here.get(), plain.get()}) each->set_order(std::vector{4, 2, 8});
  const Batch expected = filled(device(), *plain, 0, 4);
  here->set_augmentation(augmentation(options, 1, 0));
  const Batch first = filled(device(), *here, 0, 4);
  here->set_augmentation(augmentation(options, 1, 1));
  EXPECT_NE(filled(device(), *here, 0, 4).input, first.input);
  here->set_augmentation(augmentation(options, 1, 0));
  EXPECT_EQ(filled(device(), *here, 0, 4).input, first.input);
  here->set_augmentation({});
  const Batch none = filled(device(), *here, 0, 4);
  EXPECT_EQ(none.input, expected.input);
  EXPECT_EQ(none.second_target, none.target);
  EXPECT_EQ(none.share, std::vector<float>(4, 1.0f));
}

TEST_P(AugmentTest, WorksOnExamplesThatAreComputed) {
  const AudioExamples examples = audio_examples(device(), true);
  const auto computed = source(device(), examples.computed, classes);
  const auto in_memory = source(device(), examples.in_memory, classes);
  for (BatchSource* each : {computed.get(), in_memory.get()}) {
    each->set_order(std::vector{9, 1, 5, 0, 2});
    each->set_augmentation(augmentation({.mixup = 1.0, .time_shift = 4}, 3, 0));
  }
  EXPECT_EQ(filled(device(), *computed, 1, 3).input, filled(device(), *in_memory, 1, 3).input);
}

// Mixed labels go through the losses: what a step of training gives is the CPU's.
TEST_P(AugmentTest, TrainsLikeTheCpu) {
  SmallFit small;
  small.options.epochs = 2;
  small.options.label_smoothing = 0.1;
  small.options.sampling = training::Sampling::class_balanced;
  small.options.augment = {.mixup = 0.4, .time_masks = {1, 2}, .time_shift = 1, .noise = 0.1};
  training::Trainer here(device(), small.graph, small.examples, small.options);
  training::Trainer there(*small.device, small.graph, small.examples, small.options);
  const auto ours = small.fit(here), theirs = small.fit(there);
  SmallFit without;
  without.options.epochs = 2;
  training::Trainer plain(*without.device, without.graph, without.examples, without.options);
  EXPECT_NE(theirs.epochs[0].train_loss, without.fit(plain).epochs[0].train_loss);
  const Tolerance drift{0.0, 1e-5, "10 steps of Adam from gradients in float"};
  for (std::size_t epoch = 0; epoch < 2; ++epoch) {
    expect_close(ours.epochs[epoch].train_loss, theirs.epochs[epoch].train_loss, drift);
    expect_close(ours.epochs[epoch].validate_loss, theirs.epochs[epoch].validate_loss, drift);
    EXPECT_EQ(ours.epochs[epoch].train_accuracy, theirs.epochs[epoch].train_accuracy);
  }
}

}  // namespace
}  // namespace timbre::test
