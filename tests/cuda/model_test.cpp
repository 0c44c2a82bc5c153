// Programs on every device against the reference, the CPU's programs and Keras.
#include <gtest/gtest.h>

#include <cmath>

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

// Euclidean distance of the parameters of two stores, and of one from where it began.
double distance(const std::vector<float>& a, const std::vector<float>& b) {
  double squares = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i)
    squares += (double{a[i]} - b[i]) * (double{a[i]} - b[i]);
  return std::sqrt(squares);
}

// Two float32 computations of a training drift apart by their rounding: Adam divides by the size of
// the gradient, so that where it is tiny its rounding moves a parameter as far as a large one does.
// The golden file knows how far Keras's own float32 drifts from float64; two such computations may
// be twice as far from each other, which golden_distance contains.
void expect_near_parameters(const model::ParameterStore& here, const model::ParameterStore& there,
                            const model::Snapshot& start, double share) {
  for (std::size_t i = 0; i < here.parameters().size(); ++i) {
    const std::string& name = here.parameters()[i].spec.name;
    const std::vector<float> ours = here.value(name), theirs = there.value(name);
    const double moved = distance(theirs, start.values[i]);
    expect_close(distance(ours, theirs), 0.0,
                 {share * moved + 0x1p-22 * std::sqrt(static_cast<double>(ours.size())), 0.0,
                  "a share of the way that " + name + " went, and its rounding"});
  }
}

// The largest share of its way by which a tensor of the golden network may be off.
double drift_share(const Json& file) {
  double share = 0.0;
  const std::vector<Json> tensors = file.at("parameters_after_3").items();
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    share = std::max(share, golden_distance(file, i) / tensors[i].at("update_norm").number());
  }
  return share;
}

TEST_P(ModelTest, ThreeStepsOfDocument001WithDropoutAgreeWithTheCpu) {
  const Json file = golden("keras_step");
  OpCase network{"document_001", {60, 41, 2}, document_001(), 4, 10};
  Rig rig(network, 11);
  rig.store.init(17);
  Twin twin(device(), rig);
  const model::Snapshot start = rig.store.snapshot();
  const auto here = twin.compile({.batch = 4});
  const auto there = rig.compile({.batch = 4});
  const PassTotals ours = run_pass(*here, 3, {.seed = 9, .epoch = 1});
  const PassTotals theirs = run_pass(*there, 3, {.seed = 9, .epoch = 1});
  EXPECT_EQ(ours.examples, 11);
  EXPECT_EQ(ours.weight, theirs.weight);
  expect_close(ours.loss / ours.weight, theirs.loss / theirs.weight, golden_loss_tolerance(file));
  expect_near_parameters(twin.store, rig.store, start, drift_share(file));
}

// A network with padded and strided convolutions in the size of the built-in miniature.
TEST_P(ModelTest, ThreeStepsOfAConvolutionalNetworkAgreeWithTheCpu) {
  const Json file = golden("keras_step");
  OpCase network{"convolutions",
                 {16, 14, 2},
                 {conv(8, 3, 1, model::Padding::same), relu(), pool(2), drop(0.25), conv(12, 3, 2),
                  relu(), flatten(), dense(16), relu(), drop(0.5), dense(0), softmax()},
                 4,
                 5};
  Rig rig(network, 10);
  rig.store.init(4);
  Twin twin(device(), rig);
  const model::Snapshot start = rig.store.snapshot();
  const auto here = twin.compile({.batch = 4});
  const auto there = rig.compile({.batch = 4});
  const PassTotals ours = run_pass(*here, 3, {.seed = 2});
  const PassTotals theirs = run_pass(*there, 3, {.seed = 2});
  expect_close(ours.loss / ours.weight, theirs.loss / theirs.weight, golden_loss_tolerance(file));
  expect_near_parameters(twin.store, rig.store, start, drift_share(file));
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
    SCOPED_TRACE(op.name);
    const Rig rig(op, op.batch);
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
