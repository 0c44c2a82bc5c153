// Where the statistics of batch norms come from, and what the fit's schedule does to the rates.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "training/small_fit.hpp"

namespace timbre::test {
namespace {

using training::FitResult;
using training::NormStatistics;
using training::Trainer;

// The small network with a batch norm behind its first layer.
SmallFit with_batch_norm() {
  SmallFit small;
  model::LayerOptions norm{.type = model::LayerType::batch_norm};
  norm.momentum = 0.999;  // so slow that the running statistics stay far from the batches'
  small.model.layers.insert(small.model.layers.begin() + 1, norm);
  small.graph = model::build_graph(small.model, {4, 5, 2}, SmallFit::classes);
  return small;
}

std::vector<float> moving_variance(Trainer& trainer) {
  return trainer.store().value("batch_norm_1/moving_variance");
}

TEST(NormStatistics, MeasuredOnesReplaceThoseThatLag) {
  SmallFit small = with_batch_norm();
  Trainer running(*small.device, small.graph, small.examples, small.options);
  const FitResult lagging = small.fit(running);
  small.options.norm_statistics = NormStatistics::at_end;
  Trainer measured(*small.device, small.graph, small.examples, small.options);
  const FitResult at_end = small.fit(measured);
  expect_same_records(lagging.epochs, at_end.epochs);
  EXPECT_NE(moving_variance(running), moving_variance(measured));
  EXPECT_EQ(running.store().value("conv2d_1/kernel"), measured.store().value("conv2d_1/kernel"));
  EXPECT_LT(measured.predict(small.validate).loss, running.predict(small.validate).loss);
}

TEST(NormStatistics, OfEachEpochAreSeenByItsValidation) {
  SmallFit small = with_batch_norm();
  small.options.norm_statistics = NormStatistics::each_epoch;
  Trainer trainer(*small.device, small.graph, small.examples, small.options);
  const FitResult result = small.fit(trainer);
  EXPECT_EQ(trainer.predict(small.validate).loss, result.epochs.back().validate_loss);
  small.options.norm_statistics = NormStatistics::at_end;
  Trainer once(*small.device, small.graph, small.examples, small.options);
  small.fit(once);
  EXPECT_EQ(moving_variance(trainer), moving_variance(once));
}

TEST(NormStatistics, AreOfAllClassesHoweverTheExamplesAreSorted) {
  SmallFit small = with_batch_norm();
  for (std::int32_t example = 0; example < std::ssize(small.examples->label); ++example) {
    const auto size = static_cast<std::size_t>(small.examples->shape().size());
    for (std::size_t place = 0; place < size; ++place) {
      small.examples->values.values[example * size + place] +=
          10.0f * static_cast<float>(small.examples->label[example]);
    }
  }
  small.options.epochs = 1;
  small.options.norm_statistics = NormStatistics::at_end;
  Trainer mixed(*small.device, small.graph, small.examples, small.options);
  small.fit(mixed);
  std::ranges::stable_sort(small.train, {},
                           [&](std::int32_t example) { return small.examples->label[example]; });
  Trainer sorted(*small.device, small.graph, small.examples, small.options);
  small.fit(sorted);
  const std::vector<float> one = moving_variance(mixed), other = moving_variance(sorted);
  for (std::size_t channel = 0; channel < one.size(); ++channel) {
    EXPECT_GT(other[channel], 0.5f * one[channel]) << "nearly all variance is between the classes";
  }
}

TEST(NormStatistics, AreNothingToNetworksWithoutBatchNorm) {
  SmallFit small;
  Trainer plain(*small.device, small.graph, small.examples, small.options);
  small.options.norm_statistics = NormStatistics::each_epoch;
  Trainer asked(*small.device, small.graph, small.examples, small.options);
  expect_same_records(small.fit(plain).epochs, small.fit(asked).epochs);
}

TEST(Schedule, MovesTheRatesOfTheFit) {
  SmallFit small;
  Trainer constant(*small.device, small.graph, small.examples, small.options);
  const FitResult before = small.fit(constant);
  small.options.schedule = {.kind = training::ScheduleKind::step, .step_epochs = 2, .factor = 0.0};
  Trainer stepped(*small.device, small.graph, small.examples, small.options);
  const FitResult after = small.fit(stepped);
  EXPECT_NEAR(after.epochs[1].validate_loss, before.epochs[1].validate_loss, 1e-5)
      << "rates of steps are floats, so ten updates of 0.01 differ in the last bits";
  EXPECT_EQ(after.epochs[2].validate_loss, after.epochs[1].validate_loss) << "rate 0";
}

}  // namespace
}  // namespace timbre::test
