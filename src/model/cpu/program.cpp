#include "model/cpu/program.hpp"

#include <algorithm>
#include <chrono>

#include "model/cpu/make_op.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/parallel.hpp"

namespace timbre::model::cpu {
namespace {

bool trains(const ProgramOptions& options, const ParameterSpec& spec) {
  if (options.mode != Mode::train) return false;
  const std::vector<std::string>& groups = options.trainable;
  return groups.empty() || std::find(groups.begin(), groups.end(), spec.group) != groups.end();
}

}  // namespace

CpuProgram::CpuProgram(const Graph& graph, ParameterStore& store, dataset::BatchSource& source,
                       const ProgramOptions& options)
    : store_(&store), source_(&source), options_(options), threads_(thread_count()) {
  for (Parameter& parameter : store.parameters()) {
    if (trains(options, parameter.spec)) trained_.push_back(&parameter);
  }
  const Lowered lowered = lower(graph, options);
  make_ops(graph, lowered);
  find_outputs(lowered);
  plan(lowered);
  optimiser_ = make_optimiser(options.optimiser);
}

void CpuProgram::make_ops(const Graph& graph, const Lowered& lowered) {
  const auto parameters_of = [&](const Node& node) {
    Parameter& kernel = store_->parameters()[node.parameters[0]];
    Parameter& bias = store_->parameters()[node.parameters[1]];
    LayerParameters parameters{kernel.value.as<float>(), bias.value.as<float>(), nullptr, nullptr};
    if (trains(options_, kernel.spec)) {
      parameters.kernel_gradient = kernel.gradient.as<float>();
      parameters.bias_gradient = bias.gradient.as<float>();
    }
    return parameters;
  };

  row_sizes_ = {element_count(graph.input)};
  bool backward = false;
  lowest_trained_ = lowered.blocks.size();
  for (const Block& block : lowered.blocks) {
    std::vector<LayerParameters> parameters;
    for (const int layer : block.layers) parameters.push_back(parameters_of(graph.nodes[layer]));
    const bool trained = std::any_of(parameters.begin(), parameters.end(),
                                     [](const LayerParameters& p) { return p.trainable(); });
    if (trained && !backward) lowest_trained_ = ops_.size();
    backward = backward || trained;
    const OpSettings settings{options_.batch, backward, threads_, options_.loss_clip};
    ops_.push_back(make_op(graph, block, std::move(parameters), settings));
    needs_.push_back(ops_.back()->needs());
    row_sizes_.push_back(element_count(block.output));
  }
}

void CpuProgram::find_outputs(const Lowered& lowered) {
  const auto add = [&](const std::string& name, std::size_t value) {
    outputs_.push_back({name, value, row_sizes_[value]});
  };
  add("probabilities", lowered.blocks.size());
  for (std::size_t block = lowered.blocks.size(); block-- > 0;) {
    if (lowered.blocks[block].kind != BlockKind::dense) continue;
    add("penultimate", block);
    break;
  }
  for (std::size_t value = 0; value < lowered.names.size(); ++value) {
    for (const std::string& name : lowered.names[value]) {
      const std::vector<std::string>& wanted = options_.outputs;
      if (std::find(wanted.begin(), wanted.end(), name) != wanted.end()) add(name, value);
    }
  }
}

void CpuProgram::plan(const Lowered& lowered) {
  MemoryRequest request{options_.batch, needs_, lowest_trained_, {}};
  request.kept.assign(row_sizes_.size(), false);
  for (const Output& output : outputs_) request.kept[output.value] = true;
  memory_ = plan_memory(store_->device(), lowered, request);
  context_.batch = memory_.batch;
  context_.totals = &totals_;
}

void CpuProgram::begin(const PassSettings& settings) {
  const std::int64_t steps = source_->steps(options_.batch);
  const std::int64_t rates = std::ssize(settings.learning_rates);
  require(rates == 0 || rates == steps,
          std::to_string(rates) + " learning rates for " + std::to_string(steps) + " steps");
  settings_ = settings;
  context_.seed = settings.seed;
  context_.epoch = settings.epoch;
  totals_ = {};
  next_step_ = 0;
}

void CpuProgram::step() {
  require(thread_count() <= threads_, "more threads than when the program was compiled");
  require(next_step_ < source_->steps(options_.batch), "the pass has no more batches");
  timed(ops_.size(), &OpTime::forward,
        [&] { source_->fill(next_step_, options_.batch, context_.batch); });
  context_.rows = source_->valid_rows(next_step_, options_.batch);
  forward();
  if (options_.mode == Mode::train) {
    backward();
    update();
  }
  ++next_step_;
}

void CpuProgram::forward() {
  for (std::size_t i = 0; i < ops_.size(); ++i) {
    if (needs_[i].whole_batch) clear_invalid_rows(memory_.values[i], row_sizes_[i]);
    timed(i, &OpTime::forward, [&] { ops_[i]->forward(memory_.forward[i], context_); });
  }
}

void CpuProgram::backward() {
  for (std::size_t i = ops_.size(); i-- > lowest_trained_;) {
    if (needs_[i].whole_batch) {
      clear_invalid_rows(memory_.backward[i + 1].input_gradient, row_sizes_[i + 1]);
    }
    timed(i, &OpTime::backward, [&] { ops_[i]->backward(memory_.backward[i], context_); });
  }
}

void CpuProgram::update() {
  const std::int64_t number = store_->updates() + 1;
  const double rate = settings_.learning_rates.empty() ? options_.optimiser.learning_rate
                                                       : settings_.learning_rates[next_step_];
  timed(ops_.size() + 1, &OpTime::backward, [&] { optimiser_->apply(rate, number, trained_); });
  store_->set_updates(number);
}

void CpuProgram::clear_invalid_rows(float* rows, std::int64_t row_size) const {
  std::fill(rows + context_.rows * row_size, rows + options_.batch * row_size, 0.0f);
}

void CpuProgram::read(std::string_view output, std::span<float> values) {
  const auto found = std::find_if(outputs_.begin(), outputs_.end(),
                                  [&](const Output& known) { return known.name == output; });
  if (found == outputs_.end()) {
    std::string names;
    for (const Output& known : outputs_) names += " '" + known.name + "'";
    throw ContractError("the program does not keep '" + std::string(output) + "', only" + names +
                        "; name it in ProgramOptions::outputs");
  }
  const std::int64_t size = context_.rows * found->row_size;
  require(std::ssize(values) == size, "'" + found->name + "' has " + std::to_string(size) +
                                          " values, not " + std::to_string(values.size()));
  std::copy_n(memory_.values[found->value], size, values.begin());
}

void CpuProgram::profile() {
  times_.clear();
  for (const auto& op : ops_) times_.push_back({op->name(), 0.0, 0.0});
  times_.push_back({"fill", 0.0, 0.0});
  times_.push_back({"update", 0.0, 0.0});
}

template <typename Work>
void CpuProgram::timed(std::size_t place, double OpTime::*part, const Work& work) {
  if (times_.empty()) {
    work();
    return;
  }
  const auto start = std::chrono::steady_clock::now();
  work();
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
  times_[place].*part += spent.count();
}

namespace {

class CpuProgramMaker final : public ProgramMaker {
 public:
  std::unique_ptr<Program> make(const Graph& graph, ParameterStore& store,
                                dataset::BatchSource& source,
                                const ProgramOptions& options) override {
    return std::make_unique<CpuProgram>(graph, store, source, options);
  }
};

}  // namespace
}  // namespace timbre::model::cpu

namespace timbre::model {

std::shared_ptr<ProgramMaker> cpu_programs() {
  return std::make_shared<cpu::CpuProgramMaker>();
}

}  // namespace timbre::model
