// A training step of every case of the tests' table. The cases are small on purpose: this shows the
// cost of a step besides its arithmetic, and which odd size falls out of the row.
#include <benchmark/benchmark.h>

#include "model/rig.hpp"

namespace timbre::test {
namespace {

void train(benchmark::State& state, const OpCase& op) {
  Rig rig(op, op.batch);
  const auto program = rig.compile({.batch = op.batch});
  const auto step = [&] {
    program->begin({});
    program->step();
  };
  step();
  for (auto _ : state) step();
  const double operations = 6.0 * static_cast<double>(rig.graph.multiply_adds() * op.batch);
  state.counters["GF/s"] =
      benchmark::Counter(operations * 1e-9, benchmark::Counter::kIsIterationInvariantRate);
}

const bool registered = [] {
  for (const OpCase& op : op_table()) {
    benchmark::RegisterBenchmark(op.name.c_str(),
                                 [op](benchmark::State& state) { train(state, op); })
        ->Unit(benchmark::kMicrosecond)
        ->UseRealTime();
  }
  return true;
}();

}  // namespace
}  // namespace timbre::test
