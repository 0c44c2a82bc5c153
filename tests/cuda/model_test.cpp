// Programs on every device against the reference, the CPU's programs and Keras.
#include <gtest/gtest.h>

#include <algorithm>

#include "cuda/every_device.hpp"
#include "cuda/twin.hpp"
#include "model/keras_step.hpp"
#include "model/rounded.hpp"
#include "support/tolerance.hpp"

namespace timbre::test {
namespace {

using model::Mode;
using model::PassTotals;

class ModelTest : public EveryDevice {};
TIMBRE_ON_EVERY_DEVICE(ModelTest);

TEST_P(ModelTest, DropoutMasksAreTheCpus) {
  Rig rig(small(), 4);
  Twin twin(device(), rig);
  const model::ProgramOptions options{.batch = 4, .outputs = {"dropout_1", "dropout_3"}};
  const auto here = twin.compile(options);
  const auto there = rig.compile(options);
  for (model::Program* program : {here.get(), there.get()}) {
    run_pass(*program, 1, {.seed = 3, .epoch = 8});
  }
  for (const auto& [layer, size] : {std::pair{"dropout_1", 6 * 4 * 48}, {"dropout_3", 256}}) {
    const std::vector<float> ours = read(*here, layer, 4, size);
    const std::vector<float> theirs = read(*there, layer, 4, size);
    std::vector<bool> kept, kept_there;
    for (const float value : ours) kept.push_back(value != 0.0f);
    for (const float value : theirs) kept_there.push_back(value != 0.0f);
    EXPECT_EQ(kept, kept_there) << layer;
  }
}

TEST_P(ModelTest, OtherOptimisersMoveAsTheCpus) {
  const OpCase op{"small", {4, 3, 2}, {flatten(), dense(9), tanh_(), dense(0), softmax()}, 4, 3};
  using model::OptimiserKind;
  for (const model::OptimiserOptions& options :
       {model::OptimiserOptions{
            .kind = OptimiserKind::sgd, .decay = 0.5, .momentum = 0.9, .nesterov = true},
        {.kind = OptimiserKind::sgd, .learning_rate = 0.1},
        {.kind = OptimiserKind::adamw, .weight_decay = 0.5, .epsilon = 1e-2}}) {
    Rig rig(op, 12);
    Twin twin(device(), rig);
    run_pass(*twin.compile({.batch = 4, .optimiser = options}), 3, {});
    run_pass(*rig.compile({.batch = 4, .optimiser = options}), 3, {});
    for (const model::ParameterSpec& spec : rig.graph.parameters) {
      expect_close(twin.store.value(spec.name), rig.store.value(spec.name),
                   {1e-6, 0.0, "three steps of 0.1 at most along gradients in float"});
    }
  }
}

TEST_P(ModelTest, SmoothedLabelsAgreeWithTheReference) {
  for (const OpCase& op : wider_op_table()) {
    if (op.name != "sigmoid_end" && op.name != "binary_end" && op.name != "tanh") continue;
    SCOPED_TRACE(op.name);
    const Rig rig(op, op.batch);
    Twin twin(device(), rig);
    const auto program = twin.compile({.batch = op.batch, .label_smoothing = 0.2});
    const PassTotals totals = run_pass(*program, 1, {.seed = 5});
    const ReferenceResult reference = run_reference(
        rig.graph, rig.parameters(), rig.batch(0, op.batch), {.seed = 5, .label_smoothing = 0.2});
    expect_gradients(twin.store, reference);
    expect_close(totals.loss / totals.weight, reference.loss, {0.0, 1e-6, "logits in float"});
  }
}

TEST_P(ModelTest, RunningStatisticsAgreeWithTheReference) {
  for (const OpCase& op : wider_op_table()) {
    const Rig rig(op, op.batch);
    if (std::ranges::none_of(rig.graph.parameters, &model::ParameterSpec::statistic)) continue;
    SCOPED_TRACE(op.name);
    Twin twin(device(), rig);
    run_pass(*twin.compile({.batch = op.batch}), 1, {.seed = 5});
    const ReferenceResult reference =
        run_reference(rig.graph, rig.parameters(), rig.batch(0, op.batch), {.seed = 5});
    for (const auto& [name, expected] : reference.statistics) {
      expect_rounded(twin.store.value(name), expected, name);
    }
  }
}

TEST_P(ModelTest, StatisticsOfAPassAreTheCpus) {
  const OpCase op{
      "norms",
      {6, 5, 2},
      {batch_norm(), conv(8), batch_norm(), relu(), drop(0.5), flatten(), dense(0), softmax()},
      4};
  Rig rig(op, 11);
  Twin twin(device(), rig);
  run_pass(*twin.compile({.mode = Mode::statistics, .batch = 4}), 3, {});
  run_pass(*rig.compile({.mode = Mode::statistics, .batch = 4}), 3, {});
  for (const model::ParameterSpec& spec : rig.graph.parameters) {
    expect_close(twin.store.value(spec.name), rig.store.value(spec.name),
                 {1e-6, 1e-6, "sums over a hundred values in float"});
  }
}

}  // namespace
}  // namespace timbre::test
