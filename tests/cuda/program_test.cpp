// What programs promise beside their numbers, on every device.
#include <gmock/gmock.h>

#include <cmath>

#include "cuda/every_device.hpp"
#include "cuda/twin.hpp"
#include "support/tolerance.hpp"
#include "timbre/core/error.hpp"

namespace timbre::test {
namespace {

using model::Mode;
using model::PassTotals;
using testing::HasSubstr;

class ProgramTest : public EveryDevice {};
TIMBRE_ON_EVERY_DEVICE(ProgramTest);

TEST_P(ProgramTest, TotalsAreSumsOverThePass) {
  Rig rig(small(), 19);
  Twin twin(device(), rig);
  const auto program = twin.compile({.mode = Mode::evaluate, .batch = 8});
  const auto there = rig.compile({.mode = Mode::evaluate, .batch = 8});
  const PassTotals expected = run_pass(*there, 3, {});
  for (int pass = 0; pass < 2; ++pass) {
    const PassTotals totals = run_pass(*program, 3, {});
    EXPECT_EQ(totals.examples, 19);
    EXPECT_EQ(totals.weight, 19.0);
    EXPECT_EQ(totals.correct, expected.correct);
    expect_close(totals.loss, expected.loss, {0.0, 1e-6, "logits in float"});
  }
}

TEST_P(ProgramTest, LearningRatesOfStepsReplaceTheOptimisers) {
  const Rig rig(small(), 16);
  Twin twin(device(), rig);
  const auto program = twin.compile({.batch = 8});
  const auto start = twin.store.snapshot().values;
  program->begin({.learning_rates = {0.0f, 1e-2f}});
  program->step();
  EXPECT_EQ(twin.store.snapshot().values, start);
  EXPECT_EQ(twin.store.updates(), 1);
  program->step();
  EXPECT_NE(twin.store.snapshot().values, start);
  EXPECT_THROW(program->begin({.learning_rates = {0.1f}}), ContractError);
}

// 19 examples: two updates of 8, and one of 3.
TEST_P(ProgramTest, BatchesOfAnUpdateAreOneLargeBatch) {
  const Rig rig(small(), 19);
  const model::OptimiserOptions optimiser{.kind = model::OptimiserKind::sgd,
                                          .learning_rate = 0.125};
  Twin large(device(), rig), small_batches(device(), rig);
  run_pass(*large.compile({.batch = 8, .optimiser = optimiser}), 3, {.seed = 5});
  const auto program =
      small_batches.compile({.batch = 2, .optimiser = optimiser, .batches_of_update = 4});
  const auto start = small_batches.store.snapshot().values;
  program->begin({.seed = 5});
  for (int step = 0; step < 3; ++step) program->step();
  EXPECT_EQ(small_batches.store.snapshot().values, start);
  EXPECT_EQ(small_batches.store.updates(), 0);
  for (int step = 3; step < 10; ++step) program->step();
  EXPECT_EQ(small_batches.store.updates(), 3);
  const auto expected = large.store.snapshot().values,
             values = small_batches.store.snapshot().values;
  for (std::size_t i = 0; i < values.size(); ++i)
    expect_close(values[i], expected[i], {1e-6, 1e-5, "the same products in another order"});
}

TEST_P(ProgramTest, ProgramsOfOneStoreSeeEachOthersUpdates) {
  const Rig rig(small(0.0), 8);
  Twin twin(device(), rig);
  const auto train = twin.compile({.batch = 8});
  const auto evaluate = twin.compile({.mode = Mode::evaluate, .batch = 4});
  const double before = run_pass(*evaluate, 2, {}).loss;
  for (std::uint32_t epoch = 0; epoch < 12; ++epoch) run_pass(*train, 1, {.epoch = epoch});
  EXPECT_LT(run_pass(*evaluate, 2, {}).loss, 0.6 * before);
}

TEST_P(ProgramTest, RunsRepeatToTheBit) {
  std::vector<std::vector<float>> runs[2];
  for (auto& values : runs) {
    const Rig rig(small(), 20);
    Twin twin(device(), rig);
    run_pass(*twin.compile({.batch = 8}), 3, {.seed = 3});
    values = twin.store.snapshot().values;
  }
  EXPECT_EQ(runs[0], runs[1]);
}

TEST_P(ProgramTest, DivergenceShows) {
  Rig rig(small(), 8);
  rig.source.inputs[5] = std::numeric_limits<float>::quiet_NaN();
  Twin twin(device(), rig);
  EXPECT_TRUE(std::isnan(run_pass(*twin.compile({.batch = 8}), 1, {}).loss));
}

TEST_P(ProgramTest, RefusesWhatItWasNotMadeFor) {
  Rig rig(small(), 16);
  Twin twin(device(), rig);
  const auto program = twin.compile({.batch = 8, .outputs = {"dense_2"}});
  run_pass(*program, 2, {});
  EXPECT_THROW(program->step(), ContractError);
  std::vector<float> values(8 * 10);
  program->read("dense_2", values);
  try {
    program->read("conv2d_1", values);
    FAIL() << "read what was fused away";
  } catch (const ContractError& error) {
    EXPECT_THAT(error.what(), HasSubstr("'conv2d_1'"));
  }
  values.pop_back();
  EXPECT_THROW(program->read("probabilities", values), ContractError);
  EXPECT_THROW(model::compile(twin.graph, twin.store, rig.source, {}), ContractError)
      << "a source that knows no stream";
}

// Logits of one dense layer: each factor is rounded to 11 or 8 bits of mantissa, which moves it by
// at most 2^-11 or 2^-8 of itself, and each product by the sum of both.
TEST_P(ProgramTest, PrecisionsRoundTheFactorsOfProducts) {
  const OpCase op{"dense", {3, 5, 2}, {flatten(), dense(0), softmax()}, 4, 6};
  const Rig rig(op, 4);
  const std::vector<float> kernel = rig.store.value("dense_1/kernel");
  const auto logits = [&](model::Precision precision) {
    Twin twin(device(), rig);
    const auto program = twin.compile(
        {.mode = Mode::evaluate, .batch = 4, .precision = precision, .outputs = {"dense_1"}});
    run_pass(*program, 1, {});
    return read(*program, "dense_1", 4, 6);
  };
  const std::vector<float> exact = logits(model::Precision::f32);
  for (const auto& [precision, unit] :
       {std::pair{model::Precision::tf32, 0x1p-11}, {model::Precision::bf16, 0x1p-8}}) {
    const std::vector<float> rounded = logits(precision);
    EXPECT_NE(rounded, exact);
    for (std::size_t i = 0; i < rounded.size(); ++i) {
      double magnitude = 0.0;
      for (std::size_t k = 0; k < 30; ++k) {
        magnitude += std::abs(double{rig.source.inputs[i / 6 * 30 + k]} * kernel[k * 6 + i % 6]);
      }
      EXPECT_NEAR(rounded[i], exact[i], 2.1 * unit * magnitude);
    }
  }
}

TEST_P(ProgramTest, TheCpuRefusesOtherPrecisions) {
  Rig rig(small(), 4);
  try {
    rig.compile({.precision = model::Precision::tf32});
    FAIL() << "the CPU has no tensor cores";
  } catch (const RequestError& error) {
    EXPECT_THAT(error.what(), HasSubstr("training.precision"));
  }
}

// Gradients of both agree to some units; so do steps along them.
TEST_P(ProgramTest, RefusesUpdatesByOthersWithinAPass) {
  const Rig rig(small(), 16);
  Twin twin(device(), rig);
  const auto program = twin.compile({.batch = 8});
  program->begin({});
  program->step();
  twin.store.set_updates(7);
  EXPECT_THROW(program->step(), ContractError);
}

}  // namespace
}  // namespace timbre::test
