// What programs promise beside the numbers of a single step.
#include <gmock/gmock.h>

#include <cmath>
#include <numeric>

#include "model/cpu/program.hpp"
#include "model/rig.hpp"
#include "model/rounded.hpp"
#include "support/allocations.hpp"
#include "support/tolerance.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/parallel.hpp"

namespace timbre::test {
namespace {

using model::Mode;
using model::PassSettings;
using model::PassTotals;
using testing::HasSubstr;

OpCase small(double rate = 0.5) {
  return {"small", {12, 9, 2}, document_001(rate), 8, 10};
}

PassTotals run_pass(model::Program& program, std::int64_t steps, const PassSettings& settings) {
  program.begin(settings);
  for (std::int64_t step = 0; step < steps; ++step) program.step();
  return program.totals();
}

using Values = std::vector<std::vector<float>>;

Values gradients(const Rig& rig) {
  Values values;
  for (const model::ParameterSpec& spec : rig.graph.parameters) {
    values.push_back(rig.store.gradient(spec.name));
  }
  return values;
}

TEST(Program, TotalsAreSumsOverThePass) {
  Rig rig(small(), 19);
  rig.source.weights[4] = 3.0f;
  const auto program = rig.compile({.mode = Mode::evaluate, .batch = 8});
  const PassTotals totals = run_pass(*program, 3, {});
  const ReferenceResult reference =
      run_reference(rig.graph, rig.parameters(), rig.batch(0, 19), {.train = false});
  EXPECT_EQ(totals.examples, 19);
  EXPECT_DOUBLE_EQ(totals.weight, 21.0);
  expect_close(totals.loss / totals.weight, reference.loss, {0.0, 1e-6, "logits in float"});
  std::int64_t correct = 0;
  for (std::int64_t row = 0; row < 19; ++row) {
    const Row& p = reference.probabilities[row];
    const auto best = std::max_element(
        p.begin(), p.end(), [](const Rounded& a, const Rounded& b) { return a.value < b.value; });
    correct += best - p.begin() == rig.source.targets[row];
  }
  EXPECT_EQ(totals.correct, correct);
  EXPECT_EQ(run_pass(*program, 3, {}).examples, 19) << "begin starts anew";
}

TEST(Program, LowestIndexWinsTies) {
  Rig rig(small(), 8);
  rig.store.set_value("dense_2/kernel", std::vector<float>(256 * 10, 0.0f));
  rig.store.set_value("dense_2/bias", std::vector<float>(10, 0.0f));
  rig.source.targets = {0, 1, 0, 9, 0, 2, 3, 4};
  const auto program = rig.compile({.mode = Mode::evaluate, .batch = 8});
  EXPECT_EQ(run_pass(*program, 1, {}).correct, 3);
}

TEST(Program, TrainingSeesWhatEvaluationSeesWithoutDropout) {
  Rig rig(small(0.0), 8);
  const auto evaluate = rig.compile({.mode = Mode::evaluate, .batch = 8});
  const double expected = run_pass(*evaluate, 1, {}).loss;
  const auto train = rig.compile({.batch = 8});
  EXPECT_EQ(run_pass(*train, 1, {}).loss, expected);
  EXPECT_EQ(read(*train, "penultimate", 8, 256), read(*evaluate, "penultimate", 8, 256));
}

TEST(Program, ShortBatchIsABatchOfItsRows) {
  Rig padded(small(), 3), whole(small(), 3);
  run_pass(*padded.compile({.batch = 8}), 1, {.seed = 1});
  run_pass(*whole.compile({.batch = 3}), 1, {.seed = 1});
  EXPECT_EQ(gradients(padded), gradients(whole)) << "the same sums in the same order";
  EXPECT_EQ(padded.store.snapshot().values, whole.store.snapshot().values);
}

TEST(Program, RowsOfWeightZeroTeachNothing) {
  Rig weighted(small(0.0), 4), fewer(small(0.0), 4);
  weighted.source.weights = {1.0f, 0.0f, 2.0f, 0.0f};
  fewer.source.weights = {1.0f, 9.0f, 2.0f, 9.0f};
  fewer.source.set_order(std::vector<std::int32_t>{0, 2});
  run_pass(*weighted.compile({.batch = 4}), 1, {});
  run_pass(*fewer.compile({.batch = 4}), 1, {});
  const ReferenceResult reference =
      run_reference(fewer.graph, Rig(small(0.0), 4).parameters(), weighted.batch(0, 4), {});
  for (std::size_t i = 0; i < reference.gradients.size(); ++i) {
    const std::string& name = weighted.graph.parameters[i].name;
    expect_rounded(weighted.store.gradient(name), reference.gradients[i], name);
    expect_rounded(fewer.store.gradient(name), reference.gradients[i], name);
  }
}

TEST(Program, MasksDependOnSeedEpochAndExampleButNotOnTheBatch) {
  Rig rig(small(), 16);
  const model::ProgramOptions options{.batch = 4, .outputs = {"dropout_1"}};
  const std::int64_t size = 6 * 4 * 48;
  const auto masked = [&](const PassSettings& settings, std::vector<std::int32_t> order) {
    rig.source.set_order(order);
    fill_parameters(rig.store);
    const auto program = rig.compile(options);
    run_pass(*program, 1, settings);
    return read(*program, "dropout_1", 4, size);
  };
  const std::vector<float> first = masked({.seed = 1, .epoch = 2}, {0, 1, 2, 3});
  EXPECT_EQ(first, masked({.seed = 1, .epoch = 2}, {0, 1, 2, 3}));
  EXPECT_NE(first, masked({.seed = 2, .epoch = 2}, {0, 1, 2, 3}));
  EXPECT_NE(first, masked({.seed = 1, .epoch = 3}, {0, 1, 2, 3}));
  const std::vector<float> turned = masked({.seed = 1, .epoch = 2}, {3, 2, 1, 0});
  EXPECT_TRUE(std::equal(first.begin(), first.begin() + size, turned.end() - size));
}

TEST(Program, SameThreadsGiveTheSameBits) {
  Values runs[2];
  for (Values& values : runs) {
    Rig rig(small(), 20);
    run_pass(*rig.compile({.batch = 8}), 3, {.seed = 3});
    values = rig.store.snapshot().values;
  }
  EXPECT_EQ(runs[0], runs[1]);
}

class Threads : public testing::TestWithParam<OpCase> {
 protected:
  void TearDown() override { set_thread_count(before_); }
  int before_ = thread_count();
};

// Own kernels sum in an order that the number of threads does not change. oneDNN's products and
// the gradients of its kernels may; both stay within the bound of the reference.
TEST_P(Threads, AgreeWithTheReferenceAtAnyNumber) {
  const OpCase& op = GetParam();
  for (const int threads : {1, 2, 3}) {
    set_thread_count(threads);
    Rig rig(op, op.batch);
    const auto parameters = rig.parameters();
    run_pass(*rig.compile({.batch = op.batch}), 1, {.seed = 1});
    const ReferenceResult reference =
        run_reference(rig.graph, parameters, rig.batch(0, op.batch), {.seed = 1});
    for (std::size_t i = 0; i < reference.gradients.size(); ++i) {
      const std::string& name = rig.graph.parameters[i].name;
      expect_rounded(rig.store.gradient(name), reference.gradients[i], name);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Ops, Threads, testing::ValuesIn(whole_op_table()),
                         [](const auto& op) { return op.param.name; });

TEST(Program, RefusesMoreThreadsThanItWasCompiledFor) {
  const int before = thread_count();
  Rig rig(small(), 8);
  const auto program = rig.compile({.batch = 8});
  program->begin({});
  set_thread_count(before + 1);
  EXPECT_THROW(program->step(), ContractError);
  set_thread_count(before);
  program->step();
}

TEST(Program, StepsAllocateNothing) {
  const int threads = thread_count();
  set_thread_count(countable_threads);
  Rig rig(small(), 20);
  const auto train = rig.compile({.batch = 8});
  const auto evaluate = rig.compile({.mode = Mode::evaluate, .batch = 8});
  for (model::Program* program : {train.get(), evaluate.get()}) {
    run_pass(*program, 1, {});
    EXPECT_EQ(allocations_during([&] { program->step(); }), 0);
    EXPECT_EQ(allocations_during([&] { program->step(); }), 0) << "a short batch";
  }
  set_thread_count(threads);
}

TEST(Program, MemoryIsSharedBetweenWhatNeverMeets) {
  Rig rig({"document", {60, 41, 2}, document_001(), 32, 10}, 1);
  std::int64_t values = 0;
  for (const model::Node& node : rig.graph.nodes) values += element_count(node.output);
  const auto whole = static_cast<std::size_t>(2 * 32 * values * 4);  // values and gradients
  const std::size_t train = rig.compile({.batch = 32})->memory_bytes();
  const std::size_t evaluate = rig.compile({.mode = Mode::evaluate, .batch = 32})->memory_bytes();
  EXPECT_LT(train, whole / 8);
  EXPECT_LT(evaluate, train);
  EXPECT_GT(evaluate, static_cast<std::size_t>(32 * (60 * 41 * 2 + 30 * 20 * 48) * 4))
      << "the input and the first output are needed together";
}

TEST(Program, FrozenLayersStayAndBackwardStopsBelowTheLowestTrained) {
  for (const std::string lowest : {"dense_2", "dense_1", "conv2d_4", "conv2d_3"}) {
    Rig rig(small(), 8), reference_rig(small(), 8);
    const Values before = rig.store.snapshot().values;
    const auto program = rig.compile({.batch = 8, .trainable = {lowest, "dense_2"}});
    run_pass(*program, 1, {.seed = 4});
    const ReferenceResult reference =
        run_reference(rig.graph, reference_rig.parameters(), rig.batch(0, 8), {.seed = 4});
    const Values after = rig.store.snapshot().values;
    for (std::size_t i = 0; i < before.size(); ++i) {
      const model::ParameterSpec& spec = rig.graph.parameters[i];
      const bool trained = spec.group == lowest || spec.group == "dense_2";
      EXPECT_EQ(before[i] != after[i], trained) << spec.name;
      if (trained) expect_rounded(rig.store.gradient(spec.name), reference.gradients[i], spec.name);
    }
  }
}

TEST(Program, LearningRatesOfStepsReplaceTheOptimisers) {
  Rig rig(small(), 16);
  const auto program = rig.compile({.batch = 8});
  const Values start = rig.store.snapshot().values;
  program->begin({.learning_rates = {0.0f, 1e-2f}});
  program->step();
  EXPECT_EQ(rig.store.snapshot().values, start);
  EXPECT_EQ(rig.store.updates(), 1);
  program->step();
  EXPECT_NE(rig.store.snapshot().values, start);
  EXPECT_THROW(program->begin({.learning_rates = {0.1f}}), ContractError);
}

TEST(Program, ProgramsOfOneStoreSeeEachOthersUpdates) {
  Rig rig(small(0.0), 8);
  const auto train = rig.compile({.batch = 8});
  const auto evaluate = rig.compile({.mode = Mode::evaluate, .batch = 4});
  const double before = run_pass(*evaluate, 2, {}).loss;
  for (std::uint32_t epoch = 0; epoch < 20; ++epoch) run_pass(*train, 1, {.epoch = epoch});
  EXPECT_LT(run_pass(*evaluate, 2, {}).loss, 0.5 * before);
}

TEST(Program, DivergenceShows) {
  Rig rig(small(), 8);
  rig.source.inputs[5] = std::numeric_limits<float>::quiet_NaN();
  const auto program = rig.compile({.batch = 8});
  EXPECT_TRUE(std::isnan(run_pass(*program, 1, {}).loss));
}

TEST(Program, RefusesWhatItWasNotMadeFor) {
  Rig rig(small(), 16);
  const auto program = rig.compile({.batch = 8, .outputs = {"dense_2"}});
  run_pass(*program, 2, {});
  EXPECT_THROW(program->step(), ContractError);
  std::vector<float> values(8 * 10);
  program->read("dense_2", values);
  try {
    program->read("conv2d_1", values);
    FAIL() << "read what was fused away";
  } catch (const ContractError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("'conv2d_1'"), HasSubstr("'penultimate'"),
                                    HasSubstr("ProgramOptions::outputs")));
  }
  values.pop_back();
  EXPECT_THROW(program->read("probabilities", values), ContractError);

  const Rig other({"other", {11, 9, 2}, document_001(), 8, 10}, 8);
  EXPECT_THROW(model::compile(other.graph, rig.store, rig.source, {}), ContractError);
  EXPECT_THROW(rig.compile({.batch = 0}), ContractError);
}

TEST(Program, ProfileCoversEveryOperation) {
  Rig rig(small(), 8);
  const auto program = rig.compile({.batch = 8});
  auto& profiled = dynamic_cast<model::cpu::CpuProgram&>(*program);
  profiled.profile();
  run_pass(*program, 1, {});
  ASSERT_EQ(profiled.times().size(), 7u);
  EXPECT_EQ(profiled.times().back().name, "update");
  EXPECT_GT(profiled.times().front().forward, 0.0);
  EXPECT_GT(profiled.times().front().backward, 0.0);
}

}  // namespace
}  // namespace timbre::test
