// What batch norms do besides the numbers of a single step: their running statistics.
#include <gtest/gtest.h>

#include <cmath>

#include "model/rig.hpp"
#include "model/rounded.hpp"
#include "support/tolerance.hpp"

namespace timbre::test {
namespace {

using model::Mode;

OpCase network() {
  return {"norms",
          {6, 5, 2},
          {batch_norm(), conv(7), batch_norm(), relu(), drop(0.5), flatten(), dense(0), softmax()},
          4};
}

void run_pass(model::Program& program, std::int64_t steps) {
  program.begin({.seed = 5, .epoch = 2});
  for (std::int64_t step = 0; step < steps; ++step) program.step();
}

TEST(BatchNorm, RunningStatisticsFollowAsKerasHasThem) {
  for (const OpCase& op : whole_op_table()) {
    SCOPED_TRACE(op.name);
    Rig rig(op, op.batch);
    const auto parameters = rig.parameters();
    run_pass(*rig.compile({.batch = op.batch}), 1);
    const ReferenceResult reference =
        run_reference(rig.graph, parameters, rig.batch(0, op.batch), {.seed = 5, .epoch = 2});
    for (const auto& [name, expected] : reference.statistics) {
      expect_rounded(rig.store.value(name), expected, name);
    }
  }
}

TEST(BatchNorm, TorchsMomentumIsTheOtherShare) {
  OpCase keras = network(), torch = network();
  for (int layer : {0, 2}) {
    keras.layers[layer].momentum = 0.75;
    torch.layers[layer].momentum = 0.25;
    torch.layers[layer].momentum_rule = model::MomentumRule::torch;
  }
  Rig a(keras, 4), b(torch, 4);
  run_pass(*a.compile({.batch = 4}), 1);
  run_pass(*b.compile({.batch = 4}), 1);
  EXPECT_EQ(a.store.snapshot().values, b.store.snapshot().values);
}

// The first layer's statistics are those of the examples themselves.
TEST(BatchNorm, StatisticsModeMeasuresTheWholePass) {
  Rig rig(network(), 11);
  const auto before = rig.store.snapshot().values;
  const auto program = rig.compile({.mode = Mode::statistics, .batch = 4});
  run_pass(*program, 3);
  std::vector<double> mean(2, 0.0), variance(2, 0.0);
  const std::vector<float>& inputs = rig.source.inputs;
  for (std::size_t i = 0; i < inputs.size(); ++i) mean[i % 2] += inputs[i] / (11.0 * 30.0);
  expect_close(rig.store.value("batch_norm_1/moving_mean"), mean,
               {1e-6, 0.0, "means of values below 1, in float"});
  for (const int first : {0, 4, 8}) {
    const int rows = std::min(4, 11 - first);
    const double count = rows * 30.0;
    std::vector<double> sum(2, 0.0), squares(2, 0.0);
    for (int i = first * 60; i < (first + rows) * 60; ++i) sum[i % 2] += inputs[i] / count;
    for (int i = first * 60; i < (first + rows) * 60; ++i) {
      squares[i % 2] += std::pow(inputs[i] - sum[i % 2], 2) / (count - 1.0);
    }
    for (int c : {0, 1}) variance[c] += squares[c] * rows / 11.0;
  }
  expect_close(rig.store.value("batch_norm_1/moving_variance"), variance,
               {1e-6, 0.0, "variances below 1, in float"});
  const auto after = rig.store.snapshot().values;
  for (std::size_t i = 0; i < after.size(); ++i) {
    EXPECT_EQ(after[i] != before[i], rig.graph.parameters[i].statistic)
        << rig.graph.parameters[i].name;
  }
  run_pass(*program, 3);
  EXPECT_EQ(rig.store.snapshot().values, after) << "a pass begins anew and has no dropout";
}

TEST(BatchNorm, FrozenOnesUseAndKeepTheRunningStatistics) {
  Rig rig(network(), 4);
  const auto before = rig.store.snapshot().values;
  const model::ProgramOptions options{
      .batch = 4, .trainable = {"conv2d_1", "dense_1"}, .outputs = {"batch_norm_1"}};
  const auto program = rig.compile(options);
  run_pass(*program, 1);
  const auto evaluated =
      rig.compile({.mode = Mode::evaluate, .batch = 4, .outputs = {"batch_norm_1"}});
  run_pass(*evaluated, 1);
  EXPECT_EQ(read(*program, "batch_norm_1", 4, 60), read(*evaluated, "batch_norm_1", 4, 60));
  const auto after = rig.store.snapshot().values;
  for (std::size_t i = 0; i < after.size(); ++i) {
    const std::string& group = rig.graph.parameters[i].group;
    EXPECT_EQ(after[i] != before[i], group == "conv2d_1" || group == "dense_1") << group;
  }
}

TEST(BatchNorm, EvaluationOfAShortBatchIsThatOfItsRows) {
  Rig rig(network(), 3);
  const auto wide = rig.compile({.mode = Mode::evaluate, .batch = 8});
  const auto narrow = rig.compile({.mode = Mode::evaluate, .batch = 3});
  run_pass(*wide, 1);
  run_pass(*narrow, 1);
  EXPECT_EQ(read(*wide, "probabilities", 3, 4), read(*narrow, "probabilities", 3, 4));
}

}  // namespace
}  // namespace timbre::test
