// Steps of document 001's network on random data: time, GF/s and the share of each operation.
// GF/s count the network's own multiply-adds, three times the forward ones for a training step,
// however the program computes them.
#include <benchmark/benchmark.h>

#include <cstdio>

#include "model/cpu/program.hpp"
#include "model/rig.hpp"

namespace timbre::test {
namespace {

const OpCase network{"document_001", {60, 41, 2}, document_001(), 32, 10};

// Repeats passes of one batch.
void step(model::Program& program) {
  program.begin({});
  program.step();
}

void run(benchmark::State& state, model::Mode mode) {
  const std::int64_t batch = state.range(0);
  Rig rig(network, batch);
  const auto program = rig.compile({.mode = mode, .batch = batch});
  step(*program);
  for (auto _ : state) step(*program);
  const double passes = mode == model::Mode::train ? 3.0 : 1.0;
  const double operations = passes * 2.0 * static_cast<double>(rig.graph.multiply_adds() * batch);
  state.counters["GF/s"] =
      benchmark::Counter(operations * 1e-9, benchmark::Counter::kIsIterationInvariantRate);
  state.counters["examples/s"] =
      benchmark::Counter(static_cast<double>(batch), benchmark::Counter::kIsIterationInvariantRate);
  state.counters["MiB"] = static_cast<double>(program->memory_bytes()) / 1048576.0;
}

void train(benchmark::State& state) {
  run(state, model::Mode::train);
}
void evaluate(benchmark::State& state) {
  run(state, model::Mode::evaluate);
}

// Prints a table of operations below the benchmark's own line.
void train_by_operation(benchmark::State& state) {
  const std::int64_t batch = state.range(0);
  Rig rig(network, batch);
  const auto program = rig.compile({.batch = batch});
  auto& profiled = dynamic_cast<model::cpu::CpuProgram&>(*program);
  step(*program);
  profiled.profile();
  std::int64_t steps = 0;
  for (auto _ : state) {
    step(*program);
    ++steps;
  }
  std::printf("%-80s %10s %10s\n", "operation, ms in a step", "forward", "backward");
  for (const model::cpu::OpTime& time : profiled.times()) {
    const double scale = 1e3 / static_cast<double>(steps);
    std::printf("%-80s %10.3f %10.3f\n", time.name.c_str(), scale * time.forward,
                scale * time.backward);
  }
}

BENCHMARK(train)->Arg(32)->Arg(64)->Arg(128)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(evaluate)->Arg(32)->Arg(64)->Arg(128)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(train_by_operation)
    ->Arg(32)
    ->Iterations(50)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace timbre::test
