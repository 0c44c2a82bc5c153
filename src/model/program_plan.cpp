#include "model/program_plan.hpp"

#include <algorithm>

#include "timbre/core/error.hpp"

namespace timbre::model {
namespace {

bool among(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool trains(const ProgramOptions& options, const ParameterSpec& spec) {
  if (options.mode != Mode::train || spec.statistic) return false;
  return options.trainable.empty() || among(options.trainable, spec.group);
}

}  // namespace

ProgramPlan::ProgramPlan(const Graph& graph, ParameterStore& store, const ProgramOptions& options,
                         const LoweringRules& rules)
    : graph_(&graph), store_(&store), options_(options), lowered_(lower(graph, options, rules)) {
  std::vector<Parameter*> trained;
  for (Parameter& parameter : store.parameters()) {
    if (trains(options, parameter.spec)) trained.push_back(&parameter);
  }
  update_groups_ = model::update_groups(trained, store, options);
  find_backward();
  find_outputs();
}

std::vector<LayerParameters> ProgramPlan::parameters(const Block& block) const {
  std::vector<LayerParameters> all;
  for (const int layer : block.layers) {
    const std::vector<int>& numbers = graph_->nodes[layer].parameters;
    const Parameter& kernel = store_->parameters()[numbers[0]];
    const Parameter* const bias = numbers.size() > 1 ? &store_->parameters()[numbers[1]] : nullptr;
    LayerParameters parameters{.kernel = kernel.value.as<float>()};
    if (bias) parameters.bias = bias->value.as<float>();
    if (trains(options_, kernel.spec)) {
      parameters.kernel_gradient = kernel.gradient.as<float>();
      if (bias) parameters.bias_gradient = bias->gradient.as<float>();
    }
    if (block.kind == BlockKind::batch_norm) {
      parameters.moving_mean = store_->parameters()[numbers[2]].value.as<float>();
      parameters.moving_variance = store_->parameters()[numbers[3]].value.as<float>();
    }
    all.push_back(parameters);
  }
  return all;
}

void ProgramPlan::find_backward() {
  for (const Block& block : blocks()) {
    const std::vector<LayerParameters> all = parameters(block);
    const bool learns = std::any_of(all.begin(), all.end(),
                                    [](const LayerParameters& layer) { return layer.trainable(); });
    backward_.push_back(learns || has_input_gradient(block));
  }
}

bool ProgramPlan::has_input_gradient(const Block& block) const {
  return std::any_of(block.inputs.begin(), block.inputs.end(),
                     [&](std::size_t value) { return value > 0 && backward_[value - 1]; });
}

void ProgramPlan::find_outputs() {
  const auto add = [&](const std::string& name, std::size_t value) {
    outputs_.push_back({name, value, row_size(value)});
  };
  add("probabilities", blocks().size());
  for (std::size_t block = blocks().size(); block-- > 0;) {
    if (blocks()[block].kind != BlockKind::dense) continue;
    add("penultimate", blocks()[block].inputs.front());
    break;
  }
  for (std::size_t value = 0; value < lowered_.names.size(); ++value) {
    for (const std::string& name : lowered_.names[value]) {
      if (among(options_.outputs, name)) add(name, value);
    }
  }
}

std::int64_t ProgramPlan::row_size(std::size_t value) const {
  return element_count(value == 0 ? graph_->input : blocks()[value - 1].output);
}

Memory ProgramPlan::place(const std::vector<Needs>& needs,
                          const dataset::BatchSource& source) const {
  MemoryRequest request{options_.batch, needs, backward_, {}, source.mixes()};
  request.kept.assign(blocks().size() + 1, false);
  for (const Output& output : outputs_) request.kept[output.value] = true;
  return plan_memory(store_->device(), lowered_, request);
}

const Output& ProgramPlan::output(std::string_view name, std::int64_t rows,
                                  std::size_t values) const {
  const auto found = std::find_if(outputs_.begin(), outputs_.end(),
                                  [&](const Output& known) { return known.name == name; });
  if (found == outputs_.end()) {
    std::string names;
    for (const Output& known : outputs_) names += " '" + known.name + "'";
    throw ContractError("the program does not keep '" + std::string(name) + "', only" + names +
                        "; name it in ProgramOptions::outputs");
  }
  const std::int64_t size = rows * found->row_size;
  require(std::cmp_equal(values, size), "'" + found->name + "' has " + std::to_string(size) +
                                            " values, not " + std::to_string(values));
  return *found;
}

}  // namespace timbre::model
