// The update of all parameters in one launch: 3.7 million, as document 001's network has.
//
// Bytes: a parameter and its moments in and out, its gradient in: 28 for Adam, 20 for SGD with its
// one moment. Flops: 12 and 5. Bound on an H100 SXM: memory, 31 and 22 us.
#include "model/optimiser.hpp"
#include "support/device_data.hpp"

namespace timbre::bench {
namespace {

void update(benchmark::State& state, Cache cache, const model::OptimiserOptions& options,
            double bytes, double operations) {
  const std::int64_t count = sized(3'700'000, 9000);
  model::Graph graph;
  graph.parameters = {{"dense/kernel", "dense", {count}, {}, 1, 1}};
  model::ParameterStore store(device(), graph);
  const cuda::Optimiser optimiser(device(), {{.parameters = {&store.parameters()[0]}}}, options);
  cuda::PassState pass;
  const Buffer rates = on_device(std::vector<cuda::StepRates>{cuda::step_rates(options, 1)});
  pass.step_rates = rates.as<cuda::StepRates>();
  const Buffer pass_state = on_device(std::vector<cuda::PassState>{pass});
  const auto parameters = static_cast<double>(count);
  measure(state, cache, {.bytes = bytes * parameters, .operations = operations * parameters},
          [&] { optimiser.enqueue(pass_state.as<cuda::PassState>(), device().stream()); });
}

void adam(benchmark::State& state, Cache cache) {
  update(state, cache, {}, 28, 12);
}
void sgd(benchmark::State& state, Cache cache) {
  update(state, cache, {.kind = model::OptimiserKind::sgd, .momentum = 0.9, .nesterov = true}, 20,
         5);
}
TIMBRE_GPU_BENCH(adam);
TIMBRE_GPU_BENCH(sgd);

}  // namespace
}  // namespace timbre::bench
