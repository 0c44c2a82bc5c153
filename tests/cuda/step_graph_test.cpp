// What a step costs on the emulated device: one launch of a graph, and nothing else of the host's.
#include "cuda/every_device.hpp"
#include "cuda/twin.hpp"
#include "emulator/engine/settings.hpp"
#include "emulator/runtime/report.hpp"

namespace timbre::test {
namespace {

using emulated::Order;
using emulated::Statistics;

class StepGraph : public EveryDevice {
 protected:
  void SetUp() override {
    if (GetParam() != "emulated") GTEST_SKIP() << "asks the emulated device";
  }
};
TIMBRE_ON_EVERY_DEVICE(StepGraph);

OpCase network() {
  return {"network", {9, 7, 2}, document_001(), 4, 10};
}

TEST_P(StepGraph, AStepIsOneLaunch) {
  const Rig rig(network(), 18);
  Twin twin(device(), rig);
  const auto train = twin.compile({.batch = 4});
  const auto evaluate = twin.compile({.mode = model::Mode::evaluate, .batch = 4});
  for (model::Program* program : {train.get(), evaluate.get()}) {
    program->begin({});
    const Statistics before = emulated::statistics();
    for (int step = 0; step < 5; ++step) program->step();  // the last of two rows
    const Statistics after = emulated::statistics();
    EXPECT_EQ(after.graph_launches - before.graph_launches, 5u);
    EXPECT_EQ(after.allocations, before.allocations);
    EXPECT_EQ(after.copies_to_device, before.copies_to_device);
    EXPECT_EQ(after.copies_to_host, before.copies_to_host);
    EXPECT_EQ(after.synchronisations, before.synchronisations);
    EXPECT_EQ(program->totals().examples, 18);
    EXPECT_EQ(emulated::statistics().copies_to_host - after.copies_to_host, 1u);
  }
}

TEST_P(StepGraph, ASecondPassAllocatesNothing) {
  const Rig rig(network(), 10);
  Twin twin(device(), rig);
  const auto program = twin.compile({.batch = 4});
  const auto pass = [&] {
    program->begin({});
    for (int step = 0; step < 3; ++step) program->step();
    program->totals();
  };
  pass();
  const Statistics before = emulated::statistics();
  twin.source->set_order(std::vector<std::int32_t>{9, 8, 7, 6, 5, 4, 3, 2, 1, 0});
  pass();
  EXPECT_EQ(emulated::statistics().allocations, before.allocations);
}

TEST_P(StepGraph, AnyOrderOfThreadsGivesTheSameBits) {
  std::vector<std::vector<std::vector<float>>> runs;
  for (const Order order : {Order::forward, Order::reverse, Order::random}) {
    emulated::settings().threads = order;
    const Rig rig(network(), 6);
    Twin twin(device(), rig);
    const auto program = twin.compile({.batch = 4});
    program->begin({.seed = 6});
    for (int step = 0; step < 2; ++step) program->step();
    runs.push_back(twin.store.snapshot().values);
  }
  EXPECT_EQ(runs[0], runs[1]);
  EXPECT_EQ(runs[0], runs[2]);
}

}  // namespace
}  // namespace timbre::test
