// The trainer on every device: the CPU's scores, and the same bits after a resume.
#include <gtest/gtest.h>

#include "cuda/every_device.hpp"
#include "support/scratch.hpp"
#include "support/tolerance.hpp"
#include "training/small_fit.hpp"

namespace timbre::test {
namespace {

using training::EpochRecord;
using training::FitResult;
using training::Trainer;

class TrainingTest : public EveryDevice {
 protected:
  Trainer trainer(const SmallFit& small) {
    return {device(), small.graph, small.examples, small.options};
  }
};
TIMBRE_ON_EVERY_DEVICE(TrainingTest);

// Gradients in float agree to 2^-20 or so; where one is tiny, Adam moves its parameter by the
// learning rate of 0.01 all the same, in a direction that rounding may have chosen. Of some hundred
// parameters in thirty steps hardly one is: the losses keep five digits.
TEST_P(TrainingTest, ScoresAreTheCpus) {
  SmallFit small;
  small.options.standardise = dataset::Standardisation::channel;
  Trainer here = trainer(small);
  Trainer there(*small.device, small.graph, small.examples, small.options);
  const FitResult ours = small.fit(here);
  const FitResult theirs = small.fit(there);
  ASSERT_EQ(ours.epochs.size(), theirs.epochs.size());
  const Tolerance drift{0.0, 1e-5, "30 steps of Adam from gradients in float"};
  for (std::size_t i = 0; i < ours.epochs.size(); ++i) {
    expect_close(ours.epochs[i].train_loss, theirs.epochs[i].train_loss, drift);
    expect_close(ours.epochs[i].validate_loss, theirs.epochs[i].validate_loss, drift);
  }
  const training::Predictions predictions = here.predict(small.validate);
  expect_close(predictions.probabilities.values, there.predict(small.validate).probabilities.values,
               {1e-5, 0.0, "probabilities after 30 such steps"});
}

// Frozen and unfrozen, with a one-cycle's momenta and rates of groups: what a step takes from the
// table on the device is what the CPU computes.
TEST_P(TrainingTest, PhasesTrainLikeTheCpus) {
  SmallFit small;
  small.model.group_starts = {"dense_1", "dense_2"};
  small.graph = model::build_graph(small.model, {4, 5, 2}, SmallFit::classes);
  small.options.optimiser = {.kind = model::OptimiserKind::adamw, .beta2 = 0.99, .epsilon = 1e-3};
  const training::ScheduleOptions cycle{.kind = training::ScheduleKind::one_cycle};
  small.options.phases = {
      {.epochs = 1, .learning_rate = 0.01, .groups = {.frozen = 1}, .schedule = cycle},
      {.epochs = 1,
       .learning_rate = 0.02,
       .groups = {.rates = training::GroupRates::thirds},
       .schedule = cycle}};
  Trainer here = trainer(small);
  Trainer there(*small.device, small.graph, small.examples, small.options);
  const auto ours = small.fit(here), theirs = small.fit(there);
  const Tolerance drift{0.0, 1e-5, "10 steps of Adam from gradients in float"};
  for (std::size_t epoch = 0; epoch < 2; ++epoch) {
    expect_close(ours.epochs[epoch].train_loss, theirs.epochs[epoch].train_loss, drift);
    expect_close(ours.epochs[epoch].smoothed_loss, theirs.epochs[epoch].smoothed_loss, drift);
    expect_close(ours.epochs[epoch].validate_loss, theirs.epochs[epoch].validate_loss, drift);
  }
  const auto found = here.find_rate(small.train, 3), expected = there.find_rate(small.train, 3);
  ASSERT_GT(found.points.size(), 20u);
  expect_close(found.points[20].loss, expected.points[20].loss, drift);
}

struct Killed {};

TEST_P(TrainingTest, ResumesToTheUnbrokenFitsBits) {
  const SmallFit small;
  Trainer unbroken = trainer(small);
  const FitResult expected = small.fit(unbroken);
  const Scratch scratch;
  const training::CheckpointPlace place{scratch / "checkpoint.h5", "run/1", true};
  {
    Trainer broken = trainer(small);
    EXPECT_THROW(small.fit(broken, place,
                           [](const EpochRecord& record) {
                             if (record.epoch == 3) throw Killed{};
                           }),
                 Killed);
  }
  Trainer resumed = trainer(small);
  expect_same_records(small.fit(resumed, place).epochs, expected.epochs);
  EXPECT_EQ(everything_in(resumed.store()), everything_in(unbroken.store()));
}

// Mixed labels go through the losses: what a step of training gives is the CPU's.
TEST_P(TrainingTest, AugmentedExamplesTrainLikeTheCpus) {
  SmallFit small;
  small.options.epochs = 2;
  small.options.label_smoothing = 0.1;
  small.options.sampling = training::Sampling::class_balanced;
  small.options.augment = {.mixup = 0.4, .time_masks = {1, 2}, .time_shift = 1, .noise = 0.1};
  Trainer here = trainer(small);
  Trainer there(*small.device, small.graph, small.examples, small.options);
  const auto ours = small.fit(here), theirs = small.fit(there);
  SmallFit without;
  without.options.epochs = 2;
  Trainer plain(*without.device, without.graph, without.examples, without.options);
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
