#pragma once

#include <memory>
#include <numeric>

#include "model/rig.hpp"
#include "model/rounded.hpp"
#include "timbre/dataset/batch_source.hpp"

namespace timbre::test {

/// What a Rig has on the CPU, on another device and with the device's own batch source: the same
/// examples, targets and parameters.
struct Twin {
  Twin(Device& device, const Rig& rig)
      : graph(rig.graph),
        source(dataset::source(device, examples_of(rig), graph.classes)),
        store(device, graph) {
    std::vector<std::int32_t> order(static_cast<std::size_t>(source->size()));
    std::iota(order.begin(), order.end(), 0);
    source->set_order(order);
    store.restore(rig.store.snapshot());
  }

  std::unique_ptr<model::Program> compile(const model::ProgramOptions& options) {
    return model::compile(graph, store, *source, options);
  }

  static std::shared_ptr<const dataset::ExampleSet> examples_of(const Rig& rig) {
    auto set = std::make_shared<dataset::ExampleSet>();
    const features::ExampleShape shape = rig.source.shape();
    set->values =
        Tensor({rig.source.size(), shape.rows, shape.columns, shape.channels}, rig.source.inputs);
    set->label = rig.source.targets;
    return set;
  }

  model::Graph graph;
  std::unique_ptr<dataset::BatchSource> source;
  model::ParameterStore store;
};

/// Document 001's network on small pictures.
inline OpCase small(double rate = 0.5) {
  return {"small", {12, 9, 2}, document_001(rate), 8, 10};
}

inline model::PassTotals run_pass(model::Program& program, std::int64_t steps,
                                  const model::PassSettings& settings) {
  program.begin(settings);
  for (std::int64_t step = 0; step < steps; ++step) program.step();
  return program.totals();
}

inline void expect_gradients(const model::ParameterStore& store, const ReferenceResult& reference) {
  for (std::size_t i = 0; i < store.parameters().size(); ++i) {
    const std::string& name = store.parameters()[i].spec.name;
    expect_rounded(store.gradient(name), reference.gradients[i], name);
  }
}

}  // namespace timbre::test
