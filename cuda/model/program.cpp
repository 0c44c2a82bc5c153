#include "model/program.hpp"

#include <optional>
#include <string>

#include "core/step_graph.hpp"
#include "dataset/stream_source.hpp"
#include "model/addition.hpp"
#include "model/make_op.hpp"
#include "model/optimiser.hpp"
#include "timbre/core/error.hpp"

namespace timbre::cuda {
namespace {

using model::PassSettings;
using model::PassTotals;

constexpr model::LoweringRules lowering_rules{.convolution_epilogue = true};

// A step is one launch of a graph that was captured when the program was made: the source fills the
// batch, forward, loss, backward, update. What changes from step to step stands on the device.
class CudaProgram final : public model::Program {
 public:
  CudaProgram(const model::Graph& graph, model::ParameterStore& store, dataset::BatchSource& source,
              const model::ProgramOptions& options);

  void begin(const PassSettings& settings) override;
  void step() override;
  PassTotals totals() override;
  void read(std::string_view output, std::span<float> values) override;
  std::size_t memory_bytes() const override;

 private:
  model::BatchPart part_of_step(std::int64_t step) const {
    return model::part_of(*source_, options_.batch, options_.batches_of_update, step);
  }
  bool trains() const { return options_.mode == model::Mode::train; }
  PassState* state() const { return state_.as<PassState>(); }
  void enqueue_step(StreamSource& source);
  const StepRates* upload_rates(const PassSettings& settings);

  CudaDevice* device_;
  model::ParameterStore* store_;
  dataset::BatchSource* source_;
  model::ProgramOptions options_;
  model::ProgramPlan plan_;
  Counters counters_;
  std::vector<std::unique_ptr<Op>> ops_;
  model::Memory memory_;
  Buffer state_;  // a PassState
  Buffer rates_;  // of the steps of a pass, of each group of parameters
  std::optional<Optimiser> optimiser_;
  std::optional<StepGraph> graph_;

  std::int64_t next_step_ = 0;
  std::int64_t rows_ = 0;  // of the last step
  std::int64_t expected_updates_ = 0;
};

StreamSource& stream_source(dataset::BatchSource& source) {
  auto* const stream_source = dynamic_cast<StreamSource*>(&source);
  require(stream_source != nullptr,
          "a program on a CUDA device takes sources that fill batches on its stream");
  return *stream_source;
}

CudaProgram::CudaProgram(const model::Graph& graph, model::ParameterStore& store,
                         dataset::BatchSource& source, const model::ProgramOptions& options)
    : device_(&dynamic_cast<CudaDevice&>(store.device())),
      store_(&store),
      source_(&source),
      options_(options),
      plan_(graph, store, options, lowering_rules),
      counters_(*device_),
      state_(*device_, sizeof(PassState)) {
  std::vector<model::Needs> needs;
  for (std::size_t i = 0; i < plan_.blocks().size(); ++i) {
    const model::Block& block = plan_.blocks()[i];
    const OpSettings settings{.batch = options.batch,
                              .backward = plan_.has_backward(i),
                              .input_gradient = plan_.has_input_gradient(block),
                              .mode = options.mode,
                              .loss_clip = options.loss_clip,
                              .label_smoothing = options.label_smoothing,
                              .precision = options.precision};
    ops_.push_back(make_op(graph, block, plan_.parameters(block), settings,
                           {Libraries::of(*device_), counters_}));
    needs.push_back(ops_.back()->needs());
  }
  memory_ = plan_.place(needs, source);
  if (trains()) {
    optimiser_.emplace(*device_, plan_.update_groups(), options.optimiser,
                       options.batches_of_update > 1);
  }
  StreamSource& filling = stream_source(source);
  filling.make_room(options.batch);
  graph_.emplace(device_->stream(), [&] { enqueue_step(filling); });
}

void CudaProgram::enqueue_step(StreamSource& source) {
  const StepContext context{memory_.batch, state(), device_->stream()};
  source.enqueue_fill({&state()->step, options_.batch, memory_.batch, &state()->rows},
                      context.stream);
  for (std::size_t i = 0; i < ops_.size(); ++i) ops_[i]->forward(memory_.forward[i], context);
  if (!trains()) return;
  for (std::size_t i = ops_.size(); i-- > 0;) {
    if (!plan_.has_backward(i)) continue;
    ops_[i]->backward(memory_.backward[i], context);
    for (const model::GradientPart& part : memory_.parts[i]) {
      accumulate(options_.batch * plan_.row_size(part.value), memory_.gradients[part.value],
                 part.part, context.stream);
    }
  }
  optimiser_->enqueue(context.state, context.stream);
}

// Of the steps of the coming pass and, in each, of the groups of parameters. Updates follow those
// that the store has seen.
const StepRates* CudaProgram::upload_rates(const PassSettings& settings) {
  std::vector<StepRates> rates;
  const std::int64_t steps = source_->steps(options_.batch);
  for (std::int64_t step = 0; step < steps; ++step) {
    const std::int64_t update = store_->updates() + step / options_.batches_of_update + 1;
    for (const model::UpdateGroup& group : plan_.update_groups()) {
      rates.push_back(step_rates(
          model::options_of_step(options_.optimiser, group, settings, step, update), update));
      rates.back().part = part_of_step(step);
    }
  }
  const std::size_t bytes = rates.size() * sizeof(StepRates);
  if (bytes > rates_.bytes()) rates_ = Buffer(*device_, bytes);
  if (bytes > 0) device_->copy_in(rates_.as<void>(), rates.data(), bytes);
  return rates_.as<StepRates>();
}

void CudaProgram::begin(const PassSettings& settings) {
  model::require_step_settings(settings, source_->steps(options_.batch));
  PassState state;
  state.seed = settings.seed;
  state.epoch = settings.epoch;
  state.loss_average = settings.loss_average;
  if (trains()) {
    state.rates = upload_rates(settings);
    state.update_groups = std::ssize(plan_.update_groups());
  }
  device_->copy_in(state_.as<void>(), &state, sizeof state);
  next_step_ = 0;
  expected_updates_ = store_->updates();
}

void CudaProgram::step() {
  require(next_step_ < source_->steps(options_.batch), "the pass has no more batches");
  if (trains()) {
    require(store_->updates() == expected_updates_,
            "another program updated the parameters within this one's pass");
    if (part_of_step(next_step_).ends) store_->set_updates(++expected_updates_);
  }
  graph_->launch(device_->stream());
  rows_ = source_->valid_rows(next_step_, options_.batch);
  ++next_step_;
}

PassTotals CudaProgram::totals() {
  PassState state;
  device_->copy_out(&state, state_.as<void>(), sizeof state);
  return {state.loss, state.weight, state.correct, state.examples, state.loss_average};
}

void CudaProgram::read(std::string_view output, std::span<float> values) {
  const model::Output& kept = plan_.output(output, rows_, values.size());
  if (values.empty()) return;
  device_->copy_out(values.data(), memory_.values[kept.value], values.size_bytes());
}

std::size_t CudaProgram::memory_bytes() const {
  return memory_.arena.bytes() + state_.bytes() + rates_.bytes() + counters_.memory_bytes() +
         (optimiser_ ? optimiser_->memory_bytes() : 0);
}

class CudaProgramMaker final : public model::ProgramMaker {
 public:
  std::unique_ptr<model::Program> make(const model::Graph& graph, model::ParameterStore& store,
                                       dataset::BatchSource& source,
                                       const model::ProgramOptions& options) override {
    return std::make_unique<CudaProgram>(graph, store, source, options);
  }
};

}  // namespace

std::shared_ptr<model::ProgramMaker> programs() {
  return std::make_shared<CudaProgramMaker>();
}

}  // namespace timbre::cuda
