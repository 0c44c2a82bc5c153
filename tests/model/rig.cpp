#include "model/rig.hpp"

#include <cmath>

#include "support/poison.hpp"

namespace timbre::test {
namespace {

model::Graph graph_of(const OpCase& op) {
  model::ModelOptions options;
  options.layers = op.layers;
  options.sigmoid_loss = op.sigmoid_loss;
  return model::build_graph(options, op.input, op.classes);
}

std::unique_ptr<Device> cpu_with_programs() {
  std::unique_ptr<Device> device = open_cpu();
  device->makers().set(model::cpu_programs());
  return device;
}

}  // namespace

Rig::Rig(const OpCase& op, std::int64_t examples)
    : device_(cpu_with_programs()),
      graph(graph_of(op)),
      source(op.input, op.classes, examples),
      store(*device_, graph) {
  fill_parameters(store);
}

std::unique_ptr<model::Program> Rig::compile(model::ProgramOptions options) {
  return model::compile(graph, store, source, options);
}

std::vector<std::vector<double>> Rig::parameters() const {
  std::vector<std::vector<double>> values;
  for (const std::vector<float>& value : store.snapshot().values) {
    values.emplace_back(value.begin(), value.end());
  }
  return values;
}

ReferenceBatch Rig::batch(std::int64_t first, std::int64_t rows) const {
  ReferenceBatch batch;
  const std::int64_t size = source.shape().size();
  for (std::int64_t row = first; row < first + rows; ++row) {
    const auto begin = source.inputs.begin() + row * size;
    batch.inputs.emplace_back(begin, begin + size);
    batch.targets.push_back(source.targets[row]);
    batch.weights.push_back(source.weights[row]);
    batch.examples.push_back(static_cast<std::int32_t>(row));
  }
  return batch;
}

void fill_parameters(model::ParameterStore& store) {
  std::uint32_t seed = 100;
  for (const model::Parameter& parameter : store.parameters()) {
    const bool bias = parameter.spec.shape.size() == 1;
    const double fan = static_cast<double>(parameter.spec.fan_in);
    const double scale = bias ? 0.1 : std::sqrt(3.0 / fan);
    std::vector<float> values = noise(parameter.size(), seed++, scale);
    if (parameter.spec.initialiser.kind == model::InitialiserKind::ones) {
      for (float& value : values) value += 1.0f;
    }
    store.set_value(parameter.spec.name, values);
  }
}

std::vector<float> read(model::Program& program, const std::string& output, std::int64_t rows,
                        std::int64_t row_size) {
  std::vector<float> values = poisoned(rows * row_size);
  program.read(output, values);
  return values;
}

}  // namespace timbre::test
