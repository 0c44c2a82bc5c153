// Augmented batches are the CPU's: in bits on the emulated device, whose mathematics is the CPU's.
#include <gtest/gtest.h>

#include <algorithm>
#include <span>

#include "cuda/every_device.hpp"
#include "cuda/filled_batch.hpp"
#include "dataset/audio_examples.hpp"
#include "dataset/sample_examples.hpp"
#include "support/tolerance.hpp"
#include "timbre/dataset/augment_options.hpp"
#include "timbre/dataset/batch_source.hpp"

namespace timbre::test {
namespace {

using dataset::augmentation;
using dataset::AugmentOptions;
using dataset::BatchSource;

constexpr int classes = 3;

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

  static AugmentOptions everything() {
    return {.mixup = 0.4,
            .time_masks = {2, 3},
            .band_masks = {1, 2},
            .time_shift = 2,
            .gain = 3,
            .noise = 0.25};
  }

  // The batches of a pass over seven examples, in several sizes.
  void expect_the_cpus(const features::ExampleShape& shape, const AugmentOptions& options,
                       std::initializer_list<std::int64_t> batches) {
    const std::vector<std::int32_t> order = {7, 0, 7, 10, 3, 1, 9};
    const auto examples =
        std::make_shared<dataset::ExampleSet>(sample_examples(11, shape, classes));
    const auto fitted = dataset::fit_standardiser(dataset::Standardisation::band, *examples, order);
    const auto here = source(device(), examples, classes);
    const auto there = source(*cpu, examples, classes);
    for (BatchSource* each : {here.get(), there.get()}) {
      each->set_order(order);
      each->set_standardiser(fitted);
      each->set_augmentation(augmentation(options, 17, 3));
    }
    ASSERT_EQ(here->mixes(), options.mixup > 0);
    for (const std::int64_t batch : batches) {
      for (std::int64_t step = 0; step < here->steps(batch); ++step) {
        expect_same(filled(device(), *here, step, batch), filled(*cpu, *there, step, batch));
      }
    }
  }

  std::unique_ptr<Device> cpu = open_cpu();
};
TIMBRE_ON_EVERY_DEVICE(AugmentTest);

TEST_P(AugmentTest, GivesTheBatchesOfTheCpu) {
  const AugmentOptions pictures{
      .shear = 3, .zoom = 0.2, .horizontal_flip = true, .vertical_flip = true};
  const std::vector<AugmentOptions> cases = {
      everything(),   {.mixup = 0.2}, {.time_masks = {1, 4}}, {.time_shift = 3}, {.gain = 6},
      {.noise = 1.0}, pictures};
  // Less than a block of threads and more, whole fours of values and a rest.
  for (const features::ExampleShape& shape : {features::ExampleShape{3, 5, 1}, {7, 90, 2}}) {
    for (const AugmentOptions& options : cases) expect_the_cpus(shape, options, {4});
  }
}

// A thread takes four values, a block 512 of them, or 128 rows.
TEST_P(AugmentTest, GivesTheBatchesOfTheCpuAroundABlock) {
  for (const features::ExampleShape& shape :
       {features::ExampleShape{1, 1, 1}, {2, 2, 1}, {8, 32, 2}, {3, 57, 3}}) {
    SCOPED_TRACE(shape.size());
    expect_the_cpus(shape, everything(), {1, 2, 7});
  }
  expect_the_cpus({1, 2, 1}, everything(), {128, 129});
}

// Example 7 comes first in two batches.
TEST_P(AugmentTest, DrawsAnewForAnExampleThatComesAgain) {
  const auto examples =
      std::make_shared<dataset::ExampleSet>(sample_examples(11, {4, 6, 2}, classes));
  const auto here = source(device(), examples, classes);
  here->set_order(std::vector{7, 0, 7, 4, 7, 9});
  here->set_augmentation(augmentation({.time_masks = {1, 3}, .gain = 6, .noise = 0.25}, 17, 3));
  std::vector<float> in_fours, in_pairs;
  for (const std::int64_t step : {0, 1}) {
    const Batch batch = filled(device(), *here, step, 4);
    in_fours.insert(in_fours.end(), batch.input.begin(), batch.input.end());
  }
  for (const std::int64_t step : {0, 1, 2}) {
    const Batch batch = filled(device(), *here, step, 2);
    in_pairs.insert(in_pairs.end(), batch.input.begin(), batch.input.end());
  }
  const auto of_place = [&](std::size_t place) {
    return std::span(in_fours).subspan(place * 48, 48);
  };
  EXPECT_FALSE(std::ranges::equal(of_place(0), of_place(2)));
  EXPECT_FALSE(std::ranges::equal(of_place(0), of_place(4)));
  in_fours.resize(in_pairs.size());  // less the rows past the last
  EXPECT_EQ(in_pairs, in_fours);
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

}  // namespace
}  // namespace timbre::test
