#include "model/cpu/program.hpp"

#include <algorithm>
#include <chrono>

#include "model/cpu/make_op.hpp"
#include "model/cpu/simd/pooling.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/parallel.hpp"
#include "timbre/model/accumulation.hpp"

namespace timbre::model::cpu {
CpuProgram::CpuProgram(const Graph& graph, ParameterStore& store, dataset::BatchSource& source,
                       const ProgramOptions& options)
    : store_(&store),
      source_(&source),
      options_(options),
      threads_(thread_count()),
      plan_(graph, store, options) {
  make_ops(graph);
  memory_ = plan_.place(needs_, source);
  context_.batch = memory_.batch;
  context_.totals = &totals_;
  optimiser_ = make_optimiser(options.optimiser.kind);
  if (options.batches_of_update == 1) return;
  for (const UpdateGroup& group : plan_.update_groups()) {
    for (const Parameter* parameter : group.parameters)
      gathered_.emplace_back(static_cast<std::size_t>(parameter->size()));
  }
}

void CpuProgram::make_ops(const Graph& graph) {
  for (std::size_t i = 0; i < plan_.blocks().size(); ++i) {
    const Block& block = plan_.blocks()[i];
    const OpSettings settings{.batch = options_.batch,
                              .backward = plan_.has_backward(i),
                              .threads = threads_,
                              .mode = options_.mode,
                              .loss_clip = options_.loss_clip,
                              .label_smoothing = options_.label_smoothing};
    ops_.push_back(make_op(graph, block, plan_.parameters(block), settings));
    needs_.push_back(ops_.back()->needs());
  }
}

void CpuProgram::begin(const PassSettings& settings) {
  require_step_settings(settings, source_->steps(options_.batch));
  settings_ = settings;
  context_.seed = settings.seed;
  context_.epoch = settings.epoch;
  totals_ = {.loss_average = settings.loss_average};
  next_step_ = 0;
}

void CpuProgram::step() {
  require(thread_count() <= threads_, "more threads than when the program was compiled");
  require(next_step_ < source_->steps(options_.batch), "the pass has no more batches");
  timed(ops_.size(), &OpTime::forward,
        [&] { source_->fill(next_step_, options_.batch, context_.batch); });
  context_.rows = source_->valid_rows(next_step_, options_.batch);
  const PassTotals before = totals_;
  forward();
  totals_.loss_average = next_loss_average(before.loss_average, totals_.loss - before.loss,
                                           totals_.weight - before.weight);
  if (options_.mode == Mode::train) {
    backward();
    if (gather_gradients()) update();
  }
  ++next_step_;
}

void CpuProgram::forward() {
  for (std::size_t i = 0; i < ops_.size(); ++i) {
    if (needs_[i].whole_batch) {
      const std::size_t input = plan_.blocks()[i].inputs.front();
      clear_invalid_rows(memory_.values[input], plan_.row_size(input));
    }
    timed(i, &OpTime::forward, [&] { ops_[i]->forward(memory_.forward[i], context_); });
  }
}

void CpuProgram::backward() {
  for (std::size_t i = ops_.size(); i-- > 0;) {
    if (!plan_.has_backward(i)) continue;
    if (needs_[i].whole_batch) clear_invalid_rows(memory_.gradients[i + 1], plan_.row_size(i + 1));
    timed(i, &OpTime::backward, [&] {
      ops_[i]->backward(memory_.backward[i], context_);
      for (const GradientPart& part : memory_.parts[i]) add_part(part);
    });
  }
}

void CpuProgram::add_part(const GradientPart& part) const {
  constexpr std::int64_t grain = 16384;
  float* const sum = memory_.gradients[part.value];
  parallel_ranges(context_.rows * plan_.row_size(part.value), grain,
                  [&](std::int64_t begin, std::int64_t end) {
                    simd::add_values(end - begin, part.part + begin, sum + begin);
                  });
}

bool CpuProgram::gather_gradients() {
  if (gathered_.empty()) return true;
  constexpr std::int64_t grain = 16384;
  const BatchPart part =
      model::part_of(*source_, options_.batch, options_.batches_of_update, next_step_);
  auto sums = gathered_.begin();
  for (const UpdateGroup& group : plan_.update_groups()) {
    for (Parameter* parameter : group.parameters) {
      float* const gradient = parameter->gradient.as<float>();
      float* const sum = sums++->data();
      // The update reads its gradient where batches leave theirs.
      float* const result = part.ends ? gradient : sum;
      parallel_ranges(parameter->size(), grain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t at = begin; at < end; ++at)
          result[at] = gathered_gradient(part, gradient[at], sum[at]);
      });
    }
  }
  return part.ends;
}

void CpuProgram::update() {
  const std::int64_t number = store_->updates() + 1;
  timed(ops_.size() + 1, &OpTime::backward, [&] {
    for (const UpdateGroup& group : plan_.update_groups()) {
      optimiser_->apply(options_of_step(options_.optimiser, group, settings_, next_step_, number),
                        number, group.parameters);
    }
  });
  store_->set_updates(number);
}

void CpuProgram::clear_invalid_rows(float* rows, std::int64_t row_size) const {
  std::fill(rows + context_.rows * row_size, rows + options_.batch * row_size, 0.0f);
}

std::size_t CpuProgram::memory_bytes() const {
  std::size_t bytes = memory_.arena.bytes();
  for (const std::vector<float>& sums : gathered_) bytes += sums.size() * sizeof(float);
  return bytes;
}

void CpuProgram::read(std::string_view output, std::span<float> values) {
  const Output& kept = plan_.output(output, context_.rows, values.size());
  std::copy_n(memory_.values[kept.value], std::ssize(values), values.begin());
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
    if (options.precision != Precision::f32) {
      throw RequestError(
          "training.precision: the CPU computes in f32 only; tf32 and bf16 need "
          "--device cuda");
    }
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
