#include "timbre/training/trainer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <csignal>

#include "small_fit.hpp"
#include "support/message.hpp"
#include "support/scratch.hpp"
#include "support/tolerance.hpp"
#include "timbre/core/interrupt.hpp"
#include "training/checkpoint.hpp"

namespace timbre::training {
namespace {

using test::everything_in;
using test::expect_close;
using test::expect_same_records;
using test::message_of;
using test::Scratch;
using test::SmallFit;
using test::Tolerance;
using testing::HasSubstr;

// Ends a fit in its middle, as a crash would.
struct Killed {};

Trainer::Observer kill_after(int epochs) {
  return [epochs](const EpochRecord& record) {
    if (record.epoch + 1 == epochs) throw Killed{};
  };
}

TEST(Trainer, Learns) {
  SmallFit small;
  small.options.epochs = 40;
  Trainer trainer(*small.device, small.graph, small.examples, small.options);
  const FitResult result = small.fit(trainer);
  ASSERT_EQ(result.epochs.size(), 40u);
  // Chance is a loss of ln 3 = 1.1 and an accuracy of a third.
  EXPECT_LT(result.epochs.back().train_loss, 0.5 * result.epochs.front().train_loss);
  EXPECT_GE(trainer.predict(small.validate).accuracy, 0.8);
  EXPECT_FALSE(result.stopped_early);
}

TEST(Trainer, RepeatsItselfAndDependsOnTheSeed) {
  const SmallFit small;
  Trainer first(*small.device, small.graph, small.examples, small.options);
  Trainer second(*small.device, small.graph, small.examples, small.options);
  const FitResult one = small.fit(first);
  const FitResult two = small.fit(second);
  expect_same_records(one.epochs, two.epochs);
  EXPECT_EQ(everything_in(first.store()), everything_in(second.store()));

  second.fit(small.train, small.validate, 12, {}, {});
  EXPECT_NE(everything_in(first.store()), everything_in(second.store()));
  // A second fit begins anew: nothing of the first is left.
  small.fit(second);
  EXPECT_EQ(everything_in(first.store()), everything_in(second.store()));
}

TEST(Trainer, KeepsTheShortLastBatch) {
  const SmallFit small;
  Trainer trainer(*small.device, small.graph, small.examples, small.options);
  const FitResult result = small.fit(trainer);
  EXPECT_EQ(trainer.store().updates(), 6 * 5) << "37 examples are 5 batches of 8";
  for (const EpochRecord& record : result.epochs) {
    const double correct = record.train_accuracy * 37;
    EXPECT_NEAR(correct, std::round(correct), 1e-9) << "accuracy counts all 37 examples, once";
  }
}

// 37 examples: four updates of 8 and one of 5, whose last batch is one example.
TEST(Trainer, TakesSmallBatchesTogether) {
  SmallFit small;
  small.options.schedule.kind = ScheduleKind::cosine;
  Trainer whole(*small.device, small.graph, small.examples, small.options);
  small.options.batch_size = 4;
  small.options.gradient_accumulation_steps = 2;
  Trainer parts(*small.device, small.graph, small.examples, small.options);
  const FitResult expected = small.fit(whole), result = small.fit(parts);
  EXPECT_EQ(parts.store().updates(), 6 * 5);
  // Adam makes a whole step of a gradient that rounding alone has left.
  const Tolerance drift{0.0, 1e-4, "30 steps of Adam from gradients summed in another order"};
  for (std::size_t epoch = 0; epoch < expected.epochs.size(); ++epoch) {
    expect_close(result.epochs[epoch].train_loss, expected.epochs[epoch].train_loss, drift);
    expect_close(result.epochs[epoch].validate_loss, expected.epochs[epoch].validate_loss, drift);
  }
  // Twice as many batches are smoothed: it forgets the first epochs sooner.
  const double smoothed = result.epochs.back().smoothed_loss;
  EXPECT_LT(smoothed, expected.epochs.back().smoothed_loss);
  EXPECT_GT(smoothed, expected.epochs.back().train_loss);
}

TEST(Trainer, TellsTheObserverEachEpochInOrder) {
  const SmallFit small;
  Trainer trainer(*small.device, small.graph, small.examples, small.options);
  std::vector<EpochRecord> observed;
  const FitResult result =
      small.fit(trainer, {}, [&](const EpochRecord& record) { observed.push_back(record); });
  expect_same_records(observed, result.epochs);
  for (std::size_t i = 0; i < observed.size(); ++i) {
    EXPECT_EQ(observed[i].epoch, static_cast<int>(i));
    EXPECT_GT(observed[i].seconds, 0.0);
  }
}

TEST(Trainer, FitsStatisticsToTheTrainingExamplesAlone) {
  SmallFit small;
  small.options.standardise = dataset::Standardisation::channel;
  small.options.epochs = 1;
  const auto expected =
      dataset::fit_standardiser(dataset::Standardisation::channel, *small.examples, small.train);
  Trainer trainer(*small.device, small.graph, small.examples, small.options);
  small.fit(trainer);
  EXPECT_EQ(trainer.standardiser().mean, expected.mean);
  EXPECT_EQ(trainer.standardiser().scale, expected.scale);
}

TEST(Trainer, StopsEarlyAndGoesBackToTheBestEpoch) {
  SmallFit small;
  small.spoil_validation();
  small.options.epochs = 30;
  small.options.early_stopping = {.enabled = true, .patience = 1, .restore_best = true};
  Trainer trainer(*small.device, small.graph, small.examples, small.options);
  const FitResult result = small.fit(trainer);
  EXPECT_TRUE(result.stopped_early);
  ASSERT_LT(result.epochs.size(), 30u);
  // Patience 1 forgives one epoch that is no better; the second one ends the fit.
  EXPECT_EQ(result.best_epoch, static_cast<int>(result.epochs.size()) - 3);
  EXPECT_EQ(trainer.predict(small.validate).loss, result.epochs[result.best_epoch].validate_loss);
}

TEST(Trainer, EndsWithTheLastEpochUnlessToldOtherwise) {
  SmallFit small;
  small.spoil_validation();
  small.options.epochs = 12;
  Trainer trainer(*small.device, small.graph, small.examples, small.options);
  const FitResult result = small.fit(trainer);
  EXPECT_EQ(result.epochs.size(), 12u);
  EXPECT_LT(result.best_epoch, 11);
  EXPECT_EQ(trainer.predict(small.validate).loss, result.epochs.back().validate_loss);
}

TEST(Trainer, TakesNoValidationExamples) {
  SmallFit small;
  small.validate.clear();
  small.options.early_stopping = {.enabled = true, .patience = 0, .restore_best = true};
  Trainer trainer(*small.device, small.graph, small.examples, small.options);
  const FitResult result = small.fit(trainer);
  EXPECT_EQ(result.epochs.size(), 6u);
  EXPECT_FALSE(result.stopped_early);
  EXPECT_EQ(result.best_epoch, -1);
  EXPECT_TRUE(std::isnan(result.epochs.back().validate_loss));
  EXPECT_TRUE(std::isnan(result.epochs.back().validate_accuracy));
}

TEST(Trainer, NamesTheEpochInWhichItDiverged) {
  SmallFit small;
  small.options.optimiser.learning_rate = 1e38;
  Trainer trainer(*small.device, small.graph, small.examples, small.options);
  const std::string message = message_of([&] { small.fit(trainer); });
  EXPECT_THAT(message, HasSubstr("training diverged in epoch 1"));
  EXPECT_THAT(message, HasSubstr("lower training.optimiser.learning_rate"));
}

TEST(Trainer, RefusesToTrainOnNothing) {
  SmallFit small;
  small.train.clear();
  Trainer trainer(*small.device, small.graph, small.examples, small.options);
  EXPECT_THROW(small.fit(trainer), ContractError);
}

class Resume : public testing::TestWithParam<int> {};

TEST_P(Resume, EndsWithTheUnbrokenFitsBits) {
  SmallFit small;
  small.spoil_validation();
  small.options.early_stopping = {.enabled = true, .patience = 3, .restore_best = true};
  Trainer unbroken(*small.device, small.graph, small.examples, small.options);
  const FitResult expected = small.fit(unbroken);
  ASSERT_GE(expected.epochs.size(), 5u);

  const Scratch scratch;
  const CheckpointPlace place{scratch / "checkpoint.h5", "run/1", true};
  {
    Trainer broken(*small.device, small.graph, small.examples, small.options);
    EXPECT_THROW(small.fit(broken, place, kill_after(GetParam())), Killed);
  }
  Trainer resumed(*small.device, small.graph, small.examples, small.options);
  int observed = 0;
  const FitResult result = small.fit(resumed, place, [&](const EpochRecord&) { ++observed; });
  expect_same_records(result.epochs, expected.epochs);
  EXPECT_EQ(result.best_epoch, expected.best_epoch);
  EXPECT_EQ(result.stopped_early, expected.stopped_early);
  EXPECT_EQ(everything_in(resumed.store()), everything_in(unbroken.store()));
  // The epoch in which it was killed was observed before its checkpoint.
  EXPECT_EQ(observed, static_cast<int>(expected.epochs.size()) - (GetParam() - 1));
}

INSTANTIATE_TEST_SUITE_P(KilledAfterEpoch, Resume, testing::Values(1, 2, 4, 5));

TEST(Trainer, ResumesAFinishedFitWithoutTraining) {
  SmallFit small;
  small.spoil_validation();
  small.options.epochs = 30;
  small.options.early_stopping = {.enabled = true, .patience = 1, .restore_best = true};
  const Scratch scratch;
  const CheckpointPlace place{scratch / "checkpoint.h5", "run/1", true};
  Trainer first(*small.device, small.graph, small.examples, small.options);
  const FitResult expected = small.fit(first, place);
  ASSERT_TRUE(expected.stopped_early);
  Trainer second(*small.device, small.graph, small.examples, small.options);
  const FitResult result =
      small.fit(second, place, [](const EpochRecord&) { FAIL() << "it trained on"; });
  expect_same_records(result.epochs, expected.epochs);
  EXPECT_TRUE(result.stopped_early);
  EXPECT_EQ(everything_in(second.store()), everything_in(first.store()));
}

TEST(Trainer, IgnoresACheckpointUnlessItResumes) {
  const SmallFit small;
  const Scratch scratch;
  CheckpointPlace place{scratch / "checkpoint.h5", "run/1", false};
  Trainer trainer(*small.device, small.graph, small.examples, small.options);
  small.fit(trainer, place);
  int observed = 0;
  small.fit(trainer, place, [&](const EpochRecord&) { ++observed; });
  EXPECT_EQ(observed, 6);
}

TEST(Trainer, WritesNoCheckpointBeforeItsTime) {
  SmallFit small;
  small.options.checkpoint_seconds = 3600;
  const Scratch scratch;
  Trainer trainer(*small.device, small.graph, small.examples, small.options);
  small.fit(trainer, {scratch / "checkpoint.h5", "run/1", false});
  EXPECT_FALSE(std::filesystem::exists(scratch / "checkpoint.h5"));
}

// In a process of its own, since an interrupt stays: Ctrl-C at the end of epoch 2 of 6.
void interrupt_a_fit(const std::filesystem::path& file) {
  catch_interrupts();
  SmallFit small;
  small.options.checkpoint_seconds = 3600;
  Trainer trainer(*small.device, small.graph, small.examples, small.options);
  const CheckpointPlace place{file, "run/1", true};
  try {
    small.fit(trainer, place, [](const EpochRecord& record) {
      if (record.epoch == 1) std::raise(SIGINT);
    });
  } catch (const Interrupted&) {
    const auto state = read_checkpoint(place, trainer.store());
    std::_Exit(state && state->epochs.size() == 2 ? 130 : 2);
  }
  std::_Exit(1);
}

TEST(TrainerDeathTest, StopsAtOnceAndKeepsTheFinishedEpochs) {
  // A forked process would lack the threads of the pool.
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const Scratch scratch;
  EXPECT_EXIT(interrupt_a_fit(scratch / "checkpoint.h5"), testing::ExitedWithCode(130), "");
}

}  // namespace
}  // namespace timbre::training
