// Groups of layers, phases of a training, and the learning-rate finder.
#include "timbre/training/phases.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "model/layers.hpp"
#include "small_fit.hpp"
#include "support/golden.hpp"
#include "support/message.hpp"
#include "support/scratch.hpp"
#include "support/tolerance.hpp"
#include "timbre/config/document.hpp"
#include "timbre/core/error.hpp"
#include "timbre/training/rate_finder.hpp"

namespace timbre::training {
namespace {

using test::everything_in;
using test::expect_same_records;
using test::SmallFit;
using testing::ElementsAre;
using testing::HasSubstr;

// conv2d_1, batch_norm_1 | dense_1 | dense_2
struct NormFit : SmallFit {
  NormFit() {
    model.layers.insert(model.layers.begin() + 1, test::batch_norm());
    model.group_starts = {"dense_1", "dense_2"};
    graph = model::build_graph(model, {4, 5, 2}, classes);
    options.optimiser.kind = model::OptimiserKind::adamw;
    options.phases = {{.epochs = 2,
                       .learning_rate = 0.01,
                       .groups = {.frozen = 2},
                       .schedule = {.kind = ScheduleKind::one_cycle}},
                      {.epochs = 3,
                       .learning_rate = 0.02,
                       .groups = {.rates = GroupRates::geometric, .lowest_rate = 1e-3},
                       .schedule = {.kind = ScheduleKind::one_cycle, .rise = Rise::cosine}}};
  }
};

TEST(Groups, BeginWithTheirLayers) {
  const NormFit small;
  // Kernel and bias, or gamma, beta and two statistics.
  EXPECT_THAT(parameter_groups(small.graph), ElementsAre(0, 0, 0, 0, 0, 0, 1, 1, 2, 2));
  EXPECT_THAT(parameter_groups(SmallFit().graph), testing::Each(0));
}

TEST(Groups, ShareTheRateAsFastaisSlices) {
  EXPECT_THAT(group_shares({}, 0.5, 3), ElementsAre(1, 1, 1));
  EXPECT_THAT(group_shares({.rates = GroupRates::thirds}, 0.5, 3),
              ElementsAre(1.0 / 3, 1.0 / 3, 1));
  EXPECT_THAT(group_shares({.rates = GroupRates::tenths}, 0.5, 3), ElementsAre(0.1, 0.1, 1));
  EXPECT_THAT(group_shares({.rates = GroupRates::thirds}, 0.5, 1), ElementsAre(1));
  std::vector<double> rates =
      group_shares({.rates = GroupRates::geometric, .lowest_rate = 1e-5}, 1e-4, 3);
  for (double& rate : rates) rate *= 1e-4;
  test::expect_close(rates, test::golden("one_cycle").at("geometric").numbers(),
                     {0.0, 1e-15, "a power in double"});
}

TEST(Groups, FrozenOnesKeepTheirBatchNorms) {
  const NormFit small;
  const auto groups = parameter_groups(small.graph);
  EXPECT_THAT(trainable_layers(small.graph, groups, 0), testing::IsEmpty());
  EXPECT_THAT(trainable_layers(small.graph, groups, 2), ElementsAre("batch_norm_1", "dense_2"));
  EXPECT_THAT(test::message_of([&] { trainable_layers(small.graph, groups, 3); }),
              HasSubstr("model.group_starts"));
  TrainingOptions options = small.options;
  EXPECT_NO_THROW(require_groups(options, small.graph));
  options.phases[1].groups.frozen = 3;
  EXPECT_THROW(require_groups(options, small.graph), RequestError);
}

TEST(Phases, FollowEachOtherWithFreshOptimisers) {
  const NormFit small;
  Trainer trainer(*small.device, small.graph, small.examples, small.options);
  std::vector<std::vector<float>> kernels, norms;
  std::vector<std::int64_t> updates;
  const auto look = [&] {
    kernels.push_back(trainer.store().value("conv2d_1/kernel"));
    norms.push_back(trainer.store().value("batch_norm_1/gamma"));
    updates.push_back(trainer.store().updates());
  };
  const FitResult result = small.fit(trainer, {}, [&](const EpochRecord&) { look(); });
  ASSERT_EQ(result.epochs.size(), 5u);
  EXPECT_THAT(updates, ElementsAre(5, 10, 5, 10, 15)) << "five updates in an epoch";
  EXPECT_EQ(kernels[0], kernels[1]) << "frozen";
  EXPECT_NE(kernels[1], kernels[2]);
  EXPECT_NE(norms[0], norms[1]) << "a frozen group's batch norm learns";
  EXPECT_LT(result.epochs.back().train_loss, result.epochs.front().train_loss);
}

TEST(Phases, OfOneAreTheTrainingWithoutPhases) {
  SmallFit plain, phased;
  plain.options.epochs = 3;
  phased.options.phases = {{.epochs = 3, .learning_rate = plain.options.optimiser.learning_rate}};
  phased.options.epochs = 50;
  Trainer first(*plain.device, plain.graph, plain.examples, plain.options);
  Trainer second(*phased.device, phased.graph, phased.examples, phased.options);
  expect_same_records(plain.fit(first).epochs, phased.fit(second).epochs);
  EXPECT_EQ(everything_in(first.store()), everything_in(second.store()));
}

// Ends a fit after one of its epochs.
struct Ended {};

TEST(Phases, ResumeToTheUnbrokenBits) {
  const NormFit small;
  Trainer unbroken(*small.device, small.graph, small.examples, small.options);
  const FitResult expected = small.fit(unbroken);
  for (const int killed_in : {2, 3, 4}) {  // its last whole epoch: in a phase, at its end, after
    SCOPED_TRACE(killed_in);
    const test::Scratch scratch;
    const CheckpointPlace place{scratch / "checkpoint.h5", "run/1", true};
    Trainer broken(*small.device, small.graph, small.examples, small.options);
    EXPECT_THROW(small.fit(broken, place,
                           [&](const EpochRecord& record) {
                             if (record.epoch + 1 == killed_in) throw Ended{};
                           }),
                 Ended);
    Trainer resumed(*small.device, small.graph, small.examples, small.options);
    const FitResult result = small.fit(resumed, place);
    expect_same_records(result.epochs, expected.epochs);
    EXPECT_EQ(result.epochs.back().smoothed_loss, expected.epochs.back().smoothed_loss);
    EXPECT_EQ(everything_in(resumed.store()), everything_in(unbroken.store()));
  }
}

TEST(Phases, ReadBackFromTheirYaml) {
  const TrainingOptions options = NormFit().options;
  const auto read = [](const std::string& yaml) {
    return config::read<TrainingOptions>(config::Document::parse(yaml, "test.yaml"));
  };
  EXPECT_EQ(read(config::to_yaml(options)), options);
  EXPECT_EQ(epochs_of(options), 5);
  TrainingOptions cut = options;
  limit_epochs(cut, 2);
  EXPECT_EQ(epochs_of(cut), 4);
}

// One batch is an epoch here, whose loss is the epoch's.
TEST(SmoothedLoss, IsFastais) {
  SmallFit small;
  small.options.batch_size = 64;
  small.options.epochs = 4;
  Trainer trainer(*small.device, small.graph, small.examples, small.options);
  double average = 0, share = 1;
  for (const EpochRecord& epoch : small.fit(trainer).epochs) {
    average = 0.98 * average + 0.02 * epoch.train_loss;
    share *= 0.98;
    EXPECT_NEAR(epoch.smoothed_loss, average / (1 - share), 1e-12);
  }
}

TEST(RateFinder, StopsAndSuggestsAsFastai) {
  const Json file = test::golden("one_cycle").at("finder");
  RateFinder finder;
  std::size_t taken = 0;
  const std::vector<double> smoothed = file.at("smoothed").numbers();
  for (bool goes_on = true; goes_on;) goes_on = finder.observe(smoothed.at(taken++));
  EXPECT_EQ(taken, smoothed.size());
  EXPECT_LT(taken, 100u);
  const RateCurve curve = finder.curve();
  EXPECT_TRUE(curve.ran_away);
  std::vector<double> rates;
  for (const RatePoint& point : curve.points) rates.push_back(point.rate);
  test::expect_close(rates, file.at("rates").numbers(), {0.0, 1e-14, "a power in double"});
  EXPECT_EQ(static_cast<std::int64_t>(curve.suggestion.value()), file.at("suggestion").integer());
}

TEST(RateFinder, EndsAfterAHundredStepsOrWithoutANumber) {
  RateFinder finder;
  int taken = 1;
  while (finder.observe(1.0)) ++taken;
  EXPECT_EQ(taken, 100);
  EXPECT_FALSE(finder.curve().ran_away);
  RateFinder broken;
  EXPECT_TRUE(broken.observe(1.0));
  EXPECT_FALSE(broken.observe(std::nan("")));
  EXPECT_EQ(broken.curve().points.size(), 1u);
  EXPECT_TRUE(broken.curve().ran_away);
  EXPECT_FALSE(broken.curve().suggestion);
}

TEST(RateFinder, PutsTheWeightsBack) {
  const NormFit small;
  Trainer trainer(*small.device, small.graph, small.examples, small.options);
  const RateCurve curve = trainer.find_rate(small.train, 11);
  EXPECT_GT(curve.points.size(), 20u) << "five batches an epoch: the search goes round";
  EXPECT_LE(curve.points.size(), 100u);
  EXPECT_EQ(curve.points, trainer.find_rate(small.train, 11).points);
  model::ParameterStore fresh(*small.device, small.graph);
  fresh.init(11);
  EXPECT_EQ(everything_in(trainer.store()), everything_in(fresh));
  EXPECT_EQ(trainer.store().updates(), 0);
}

}  // namespace
}  // namespace timbre::training
