// Batches, modes and outputs of programs, over every network of the op table: the kernels are those
// of model_test.cpp.
#include <gtest/gtest.h>

#include "cuda/every_device.hpp"
#include "cuda/twin.hpp"
#include "model/rounded.hpp"

namespace timbre::test {
namespace {

using model::Mode;
using model::PassTotals;

class OpTableTest : public EveryDevice {};
TIMBRE_ON_EVERY_DEVICE(OpTableTest);

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

}  // namespace
}  // namespace timbre::test
