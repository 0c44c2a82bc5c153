// Steps, batches, modes and outputs of programs, over every network of the op table and that of the
// golden step: the kernels are those of model_test.cpp.
#include <gtest/gtest.h>

#include "cuda/every_device.hpp"
#include "cuda/twin.hpp"
#include "model/keras_step.hpp"
#include "model/rounded.hpp"
#include "support/tolerance.hpp"

namespace timbre::test {
namespace {

using model::Mode;
using model::PassTotals;

class OpTableTest : public EveryDevice {};
TIMBRE_ON_EVERY_DEVICE(OpTableTest);

TEST_P(OpTableTest, TrainingStepsAgreeWithTheReference) {
  for (const OpCase& op : whole_op_table()) {
    SCOPED_TRACE(op.name);
    const Rig rig(op, op.batch);
    Twin twin(device(), rig);
    const auto program = twin.compile({.batch = op.batch});
    run_pass(*program, 1, {.seed = 5, .epoch = 2});
    const ReferenceResult reference =
        run_reference(rig.graph, rig.parameters(), rig.batch(0, op.batch), {.seed = 5, .epoch = 2});
    expect_rounded(read(*program, "probabilities", op.batch, op.classes),
                   joined(reference.probabilities), "probabilities");
    expect_gradients(twin.store, reference);
  }
}

TEST_P(OpTableTest, ShortBatchesAreThoseOfTheirRows) {
  for (const OpCase& op : whole_op_table()) {
    SCOPED_TRACE(op.name);
    const Rig rig(op, 2);
    Twin twin(device(), rig);
    const auto program = twin.compile({.batch = 5});
    const PassTotals totals = run_pass(*program, 1, {.seed = 5});
    const ReferenceResult reference =
        run_reference(rig.graph, rig.parameters(), rig.batch(0, 2), {.seed = 5});
    expect_rounded(read(*program, "probabilities", 2, op.classes), joined(reference.probabilities),
                   "probabilities");
    expect_gradients(twin.store, reference);
    EXPECT_EQ(totals.examples, 2);
    EXPECT_EQ(totals.weight, 2.0);
  }
}

TEST_P(OpTableTest, EvaluationAgreesWithTheReference) {
  for (const OpCase& op : whole_op_table()) {
    SCOPED_TRACE(op.name);
    const Rig rig(op, op.batch);
    Twin twin(device(), rig);
    const auto program = twin.compile({.mode = Mode::evaluate, .batch = op.batch});
    run_pass(*program, 1, {});
    const ReferenceResult reference =
        run_reference(rig.graph, rig.parameters(), rig.batch(0, op.batch), {.train = false});
    expect_rounded(read(*program, "probabilities", op.batch, op.classes),
                   joined(reference.probabilities), "probabilities");
    EXPECT_EQ(twin.store.updates(), 0);
  }
}

// Also proves each layer apart from fusion, and that dropout masks are the reference's.
TEST_P(OpTableTest, EveryLayerCanBeKept) {
  for (const OpCase& op : whole_op_table()) {
    SCOPED_TRACE(op.name);
    const Rig rig(op, op.batch);
    Twin twin(device(), rig);
    model::ProgramOptions options{.batch = op.batch};
    for (const model::Node& node : rig.graph.nodes) options.outputs.push_back(node.name);
    const auto program = twin.compile(options);
    run_pass(*program, 1, {.seed = 5, .epoch = 2});
    const ReferenceResult reference =
        run_reference(rig.graph, rig.parameters(), rig.batch(0, op.batch), {.seed = 5, .epoch = 2});
    for (std::size_t i = 0; i < rig.graph.nodes.size(); ++i) {
      const model::Node& node = rig.graph.nodes[i];
      expect_rounded(read(*program, node.name, op.batch, element_count(node.output)),
                     joined(reference.outputs[i]), node.name);
    }
    expect_gradients(twin.store, reference);
  }
}

// Document 001's network as Keras and the CPU compute it, without dropout.
TEST_P(OpTableTest, ThreeStepsOfDocument001AgreeWithKeras) {
  const Json file = golden("keras_step");
  const Rig rig = golden_rig(file);
  Twin twin(device(), rig);
  const model::Snapshot start = twin.store.snapshot();
  const auto program = twin.compile({.batch = 4});
  std::vector<double> losses = {golden_step(*program)};
  expect_golden_gradients(twin.store, file);
  expect_golden_parameters(twin.store, start, file.at("parameters_after_1"));
  for (int i = 0; i < 2; ++i) losses.push_back(golden_step(*program));
  expect_close(losses, file.at("losses").numbers(), golden_loss_tolerance(file));
  expect_golden_parameters(twin.store, start, file.at("parameters_after_3"));
}

}  // namespace
}  // namespace timbre::test
