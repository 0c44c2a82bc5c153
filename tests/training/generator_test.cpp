// How Keras's generators go through the examples.
#include "timbre/training/generator.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "small_fit.hpp"

namespace timbre::training {
namespace {

using testing::ElementsAre;

std::vector<std::int32_t> numbers(int count) {
  std::vector<std::int32_t> all(static_cast<std::size_t>(count));
  std::iota(all.begin(), all.end(), 0);
  return all;
}

std::vector<std::int32_t> joined(const std::vector<Stretch>& stretches) {
  std::vector<std::int32_t> all;
  for (const Stretch& stretch : stretches) {
    all.insert(all.end(), stretch.examples.begin(), stretch.examples.end());
  }
  return all;
}

TEST(Generator, WholePassesAreShuffledAnewInEachEpoch) {
  const auto examples = numbers(10);
  const GeneratorPlan plan{.batch = 4, .seed = 5};
  const auto first = stretches_of(plan, examples, 0), second = stretches_of(plan, examples, 1);
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first[0].pass, 0u);
  EXPECT_EQ(second[0].pass, 1u);
  EXPECT_NE(first[0].examples, second[0].examples);
  EXPECT_THAT(first[0].examples, testing::UnorderedElementsAreArray(examples));
}

// Three batches of 4, 4 and 2 make a pass; epochs of two batches meet it after one and a half.
TEST(Generator, GoesOnWhereTheEpochBeforeStopped) {
  const auto examples = numbers(10);
  const GeneratorPlan whole{.batch = 4, .seed = 5};
  const GeneratorPlan plan{.batch = 4, .steps = 2, .seed = 5};
  const auto first = stretches_of(plan, examples, 0), second = stretches_of(plan, examples, 1);
  const auto third = stretches_of(plan, examples, 2);
  ASSERT_EQ(first.size(), 1u);
  ASSERT_EQ(second.size(), 2u);  // the short batch of pass 0, then pass 1
  EXPECT_EQ(second[0].examples.size(), 2u);
  EXPECT_EQ(second[1].pass, 1u);
  std::vector<std::int32_t> pass = first[0].examples;
  pass.insert(pass.end(), second[0].examples.begin(), second[0].examples.end());
  EXPECT_EQ(pass, stretches_of(whole, examples, 0)[0].examples);
  pass = second[1].examples;
  const auto rest = joined(third);
  pass.insert(pass.end(), rest.begin(), rest.end());
  EXPECT_EQ(pass, stretches_of(whole, examples, 1)[0].examples);
}

TEST(Generator, KeepsExamplesInTheirBatches) {
  const auto examples = numbers(10);
  const GeneratorPlan plan{.order = PassOrder::batches, .batch = 4, .steps = 30, .seed = 5};
  std::set<std::int32_t> firsts;
  int short_ones = 0;
  for (const Stretch& stretch : stretches_of(plan, examples, 0)) {
    for (std::size_t place = 0; place < stretch.examples.size(); place += 4) {
      const std::int32_t first = stretch.examples[place];
      firsts.insert(first);
      EXPECT_EQ(first % 4, 0);
      const std::size_t end = std::min(place + 4, stretch.examples.size());
      for (std::size_t at = place; at < end; ++at) {
        EXPECT_EQ(stretch.examples[at], first + static_cast<std::int32_t>(at - place));
      }
      if (first == 8) {
        ++short_ones;
        EXPECT_EQ(end, stretch.examples.size());  // nothing stands behind it
      }
    }
  }
  EXPECT_EQ(firsts.size(), 3u);
  EXPECT_EQ(short_ones, 10);
}

TEST(Generator, ValidatesInOrderUnlessItShuffles) {
  const auto examples = numbers(6);
  GeneratorPlan plan{.order = PassOrder::batches, .batch = 4, .steps = 3, .validates = true};
  EXPECT_THAT(joined(stretches_of(plan, examples, 0)), ElementsAre(0, 1, 2, 3, 4, 5, 0, 1, 2, 3));
  EXPECT_THAT(joined(stretches_of(plan, examples, 1)), ElementsAre(4, 5, 0, 1, 2, 3, 4, 5));
  plan.order = PassOrder::shuffled;
  GeneratorPlan training = plan;
  training.validates = false;
  EXPECT_NE(joined(stretches_of(plan, examples, 0)), joined(stretches_of(training, examples, 0)));
  EXPECT_TRUE(stretches_of(plan, {}, 0).empty());
}

// Document 000: 957 of 1,914 pictures in batches of 16.
TEST(Generator, CountsTheStepsOfOneClass) {
  const auto examples = numbers(1914);
  std::vector<std::int32_t> labels(1914, 0);
  std::fill(labels.begin() + 957, labels.end(), 1);
  EXPECT_EQ(steps_of_first_class(examples, labels, 16), 59);
  EXPECT_EQ(steps_of_first_class(std::span(examples).first(3), labels, 16), 1);
}

// Document 004: 50 batches of 32 go seven times through 200 pictures and once through 32.
TEST(Generator, CountsGoingRound) {
  const auto counts = counts_going_round(200, 32, 50);
  EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), std::int64_t{0}), 1432);
  EXPECT_EQ(counts[31], 8);
  EXPECT_EQ(counts[32], 7);
  EXPECT_THAT(counts_going_round(3, 2, 4), ElementsAre(2, 2, 2));
  EXPECT_TRUE(counts_going_round(0, 2, 4).empty());
}

TEST(GeneratorFit, OfOneClassTrainsOnAPartAndGoesOn) {
  test::SmallFit small;  // 37 examples, 13 of the first class, batches of 8
  small.options.generator.count_one_class = true;
  small.options.epochs = 12;
  Trainer trainer(*small.device, small.graph, small.examples, small.options);
  const FitResult result = small.fit(trainer);
  ASSERT_EQ(result.epochs.size(), 12u);
  // One step of 8 in each epoch: accuracies are eighths, or fifths in the short batch.
  for (const EpochRecord& epoch : result.epochs) {
    const double eighths = 8 * epoch.train_accuracy, fifths = 5 * epoch.train_accuracy;
    EXPECT_LT(
        std::min(std::abs(eighths - std::round(eighths)), std::abs(fifths - std::round(fifths))),
        1e-9);
  }
}

// 15 examples in batches of 8: five batches are two passes and a batch of the first eight.
TEST(GeneratorFit, CountsValidationAsOftenAsItsBatchesCome) {
  test::SmallFit small;
  small.options.epochs = 1;
  small.options.generator = {.order = PassOrder::batches, .steps = 3, .validate_steps = 5};
  Trainer trainer(*small.device, small.graph, small.examples, small.options);
  const FitResult result = small.fit(trainer);
  const std::span all(small.validate);
  const Predictions whole = trainer.predict(all), first = trainer.predict(all.first(8));
  const double correct = 2 * 15 * whole.accuracy + 8 * first.accuracy;
  EXPECT_NEAR(result.epochs[0].validate_accuracy, correct / 38, 1e-12);
  // Sums of a few dozen losses in another order.
  EXPECT_NEAR(result.epochs[0].validate_loss, (30 * whole.loss + 8 * first.loss) / 38, 1e-5);
}

TEST(GeneratorFit, PredictsRawExamplesAndComesBack) {
  test::SmallFit small;
  small.options.standardise = dataset::Standardisation::channel;
  Trainer trainer(*small.device, small.graph, small.examples, small.options);
  small.fit(trainer);
  const auto before = trainer.predict(small.validate).probabilities.values;
  const auto raw = trainer.predict_raw(small.validate).probabilities.values;
  EXPECT_NE(raw, before);
  EXPECT_EQ(trainer.predict(small.validate).probabilities.values, before);
}

}  // namespace
}  // namespace timbre::training
