// The CPU's programs against the reference on every case of the table.
#include <gtest/gtest.h>

#include "model/rig.hpp"
#include "model/rounded.hpp"

namespace timbre::test {
namespace {

using model::Mode;

class Parity : public testing::TestWithParam<OpCase> {};

void expect_gradients(const Rig& rig, const ReferenceResult& reference) {
  for (std::size_t i = 0; i < rig.graph.parameters.size(); ++i) {
    const std::string& name = rig.graph.parameters[i].name;
    expect_rounded(rig.store.gradient(name), reference.gradients[i], name);
  }
}

TEST_P(Parity, TrainingStepAgreesWithTheReference) {
  const OpCase& op = GetParam();
  Rig rig(op, op.batch);
  const auto parameters = rig.parameters();
  const auto program = rig.compile({.mode = Mode::train, .batch = op.batch});
  program->begin({.seed = 5, .epoch = 2});
  program->step();

  const ReferenceResult reference = run_reference(rig.graph, parameters, rig.batch(0, op.batch),
                                                  {.train = true, .seed = 5, .epoch = 2});
  expect_rounded(read(*program, "probabilities", op.batch, op.classes),
                 joined(reference.probabilities), "probabilities");
  expect_gradients(rig, reference);
}

TEST_P(Parity, ShortBatchLeaksNothing) {
  const OpCase& op = GetParam();
  Rig rig(op, 3);
  rig.source.weights = {0.5f, 2.0f, 1.25f};
  const auto parameters = rig.parameters();
  const auto program = rig.compile({.mode = Mode::train, .batch = 8});
  program->begin({.seed = 5});
  program->step();

  const ReferenceResult reference =
      run_reference(rig.graph, parameters, rig.batch(0, 3), {.train = true, .seed = 5});
  expect_rounded(read(*program, "probabilities", 3, op.classes), joined(reference.probabilities),
                 "probabilities");
  expect_gradients(rig, reference);
  const model::PassTotals totals = program->totals();
  EXPECT_EQ(totals.examples, 3);
  EXPECT_DOUBLE_EQ(totals.weight, 3.75);
}

TEST_P(Parity, SmoothedLabelsAgreeWithTheReference) {
  const OpCase& op = GetParam();
  Rig rig(op, op.batch);
  const auto parameters = rig.parameters();
  const auto program = rig.compile({.batch = op.batch, .label_smoothing = 0.2});
  program->begin({.seed = 5});
  program->step();
  const ReferenceResult reference = run_reference(rig.graph, parameters, rig.batch(0, op.batch),
                                                  {.seed = 5, .label_smoothing = 0.2});
  expect_gradients(rig, reference);
  const model::PassTotals totals = program->totals();
  EXPECT_NEAR(totals.loss / totals.weight, reference.loss, 1e-5) << "logits in float";
}

TEST_P(Parity, EvaluationAgreesWithTheReference) {
  const OpCase& op = GetParam();
  Rig rig(op, op.batch);
  const auto program = rig.compile({.mode = Mode::evaluate, .batch = op.batch});
  program->begin({});
  program->step();
  const ReferenceResult reference =
      run_reference(rig.graph, rig.parameters(), rig.batch(0, op.batch), {.train = false});
  expect_rounded(read(*program, "probabilities", op.batch, op.classes),
                 joined(reference.probabilities), "probabilities");
}

TEST_P(Parity, EveryLayerCanBeKept) {
  const OpCase& op = GetParam();
  Rig rig(op, op.batch);
  model::ProgramOptions options{.mode = Mode::train, .batch = op.batch};
  for (const model::Node& node : rig.graph.nodes) options.outputs.push_back(node.name);
  const auto parameters = rig.parameters();
  const auto program = rig.compile(options);
  program->begin({.seed = 5, .epoch = 2});
  program->step();
  const ReferenceResult reference = run_reference(rig.graph, parameters, rig.batch(0, op.batch),
                                                  {.train = true, .seed = 5, .epoch = 2});
  for (std::size_t i = 0; i < rig.graph.nodes.size(); ++i) {
    const model::Node& node = rig.graph.nodes[i];
    expect_rounded(read(*program, node.name, op.batch, element_count(node.output)),
                   joined(reference.outputs[i]), node.name);
  }
  expect_gradients(rig, reference);
}

INSTANTIATE_TEST_SUITE_P(Ops, Parity, testing::ValuesIn(whole_op_table()),
                         [](const auto& op) { return op.param.name; });

}  // namespace
}  // namespace timbre::test
