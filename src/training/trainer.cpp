#include "timbre/training/trainer.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "checkpoint.hpp"
#include "means.hpp"
#include "sampling.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/interrupt.hpp"
#include "timbre/core/progress.hpp"
#include "timbre/core/random.hpp"
#include "timbre/training/early_stopping.hpp"

namespace timbre::training {
namespace {

using Indices = std::span<const std::int32_t>;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

void require_number(double loss, int epoch) {
  if (std::isfinite(loss)) return;
  throw Error("training diverged in epoch " + std::to_string(epoch + 1) +
              ": the loss is no longer a number; lower training.optimiser.learning_rate or set "
              "training.standardise to channel");
}

double monitored(const EpochRecord& record, Monitor monitor) {
  switch (monitor) {
    case Monitor::validate_loss:
      return record.validate_loss;
    case Monitor::validate_accuracy:
      return record.validate_accuracy;
    case Monitor::train_loss:
      return record.train_loss;
    case Monitor::train_accuracy:
      return record.train_accuracy;
  }
  return record.validate_loss;
}

bool has_statistics(const model::Graph& graph) {
  return std::any_of(graph.parameters.begin(), graph.parameters.end(),
                     [](const model::ParameterSpec& spec) { return spec.statistic; });
}

std::string note_of(const EpochRecord& record, int epochs) {
  char text[160];
  int length = std::snprintf(text, sizeof text, "epoch %d/%d  loss %.4f  accuracy %.3f",
                             record.epoch + 1, epochs, record.train_loss, record.train_accuracy);
  if (!std::isnan(record.validate_loss)) {
    std::snprintf(text + length, sizeof text - length, "  validation %.4f  %.3f",
                  record.validate_loss, record.validate_accuracy);
  }
  return text;
}

// Programs that are compiled for it know that they will meet augmented examples.
std::unique_ptr<dataset::BatchSource> augmenting_source(
    Device& device, std::shared_ptr<const dataset::ExampleSet> examples, int classes,
    const dataset::AugmentOptions& options) {
  auto source = dataset::source(device, std::move(examples), classes);
  source->set_augmentation(dataset::augmentation(options, 0, 0));
  return source;
}

}  // namespace

Trainer::Trainer(Device& device, const model::Graph& graph,
                 std::shared_ptr<const dataset::ExampleSet> examples,
                 const TrainingOptions& options)
    : examples_(std::move(examples)),
      graph_(&graph),
      options_(options),
      phases_(phases_of(options)),
      parameter_group_(parameter_groups(graph)),
      store_(device, graph),
      source_(augmenting_source(device, examples_, graph.classes, options.augment)),
      program_(compile_phase(phases_[0], rate_shares(phases_[0], parameter_group_),
                             options.gradient_accumulation_steps)),
      predictor_(graph, store_, examples_, graph.classes, options.loss_clip, options.precision) {
  if (options.norm_statistics == NormStatistics::running || !has_statistics(graph)) return;
  statistics_ = model::compile(graph, store_, *source_,
                               {.mode = model::Mode::statistics,
                                .batch = options.batch_size,
                                .precision = options.precision});
}

FitResult Trainer::fit(Indices train, Indices validate, std::uint64_t seed,
                       const CheckpointPlace& place, const Observer& observer) {
  fit_standardiser(train);
  store_.init(seed);
  FitState state;
  if (place.resume) state = read_checkpoint(place, store_).value_or(FitState{});
  EarlyStopping early_stopping(options_.early_stopping);
  early_stopping.restore(state.early_stopping);
  loss_average_ = state.loss_average;
  const int epochs = epochs_of(options_);

  const EarlyStoppingOptions& stopping = options_.early_stopping;
  const bool watches = !validate.empty() || !stopping.watches_validation();
  const auto finished = static_cast<int>(state.epochs.size());
  Progress progress("training", (epochs - finished) * epoch_size(train), "examples");
  Clock::time_point last_checkpoint = Clock::now();
  for (int epoch = finished; epoch < epochs && !early_stopping.should_stop(); ++epoch) {
    if (enter_phase(epoch)) {
      store_.reset_optimiser();
      loss_average_ = 0;
    }
    const EpochRecord record = run_epoch(epoch, train, validate, seed, progress);
    state.epochs.push_back(record);
    if (watches && early_stopping.observe(epoch, monitored(record, stopping.monitor)) &&
        stopping.restore_best) {
      state.best = store_.snapshot();
    }
    state.early_stopping = early_stopping.state();
    state.loss_average = loss_average_;
    progress.note(note_of(record, epochs));
    if (observer) observer(record);

    const bool due = seconds_since(last_checkpoint) >= options_.checkpoint_seconds;
    if (!place.path.empty() && (due || interrupted())) {
      write_checkpoint(place, state, store_);
      last_checkpoint = Clock::now();
    }
    stop_if_interrupted();
  }
  if (!state.best.values.empty()) store_.restore(state.best);
  if (options_.norm_statistics == NormStatistics::at_end) measure_statistics(train, seed);
  return {.epochs = state.epochs,
          .stopped_early = std::ssize(state.epochs) < epochs,
          .best_epoch = early_stopping.state().best_epoch};
}

void Trainer::fit_standardiser(Indices train) {
  require(!train.empty(), "training needs at least one example");
  standardiser_ =
      examples_->audio
          ? dataset::fit_standardiser(options_.standardise, store_.device(), *source_, train)
          : dataset::fit_standardiser(options_.standardise, *examples_, train);
  source_->set_standardiser(standardiser_);
  predictor_.set_standardiser(standardiser_);
}

EpochRecord Trainer::run_epoch(int epoch, Indices train, Indices validate, std::uint64_t seed,
                               Progress& progress) {
  const Clock::time_point started = Clock::now();
  const model::PassTotals trained = train_pass(epoch, train, seed, progress);
  require_number(mean_loss(trained), epoch);
  if (options_.norm_statistics == NormStatistics::each_epoch) measure_statistics(train, seed);
  const model::PassTotals validated = validate_pass(epoch, validate, seed);
  if (!validate.empty()) require_number(mean_loss(validated), epoch);
  return {.epoch = epoch,
          .train_loss = mean_loss(trained),
          .train_accuracy = mean_accuracy(trained),
          .validate_loss = mean_loss(validated),
          .validate_accuracy = mean_accuracy(validated),
          .seconds = seconds_since(started),
          .smoothed_loss = model::smoothed_loss(loss_average_, batches_)};
}

// In batches of all classes, as in training: the norms of batches from one class or file are
// others, and each layer sees what the norms before it make of the batch.
void Trainer::measure_statistics(Indices train, std::uint64_t seed) {
  if (!statistics_) return;
  const auto after_all_epochs = static_cast<std::uint32_t>(epochs_of(options_));
  source_->set_order(shuffled_order({seed, RandomUse::shuffle, after_all_epochs}, train));
  source_->set_augmentation({});
  statistics_->begin({});
  for (std::int64_t step = 0; step < source_->steps(options_.batch_size); ++step) {
    stop_if_interrupted();
    statistics_->step();
  }
}

model::PassTotals Trainer::train_pass(int epoch, Indices train, std::uint64_t seed,
                                      Progress& progress) {
  if (goes_on_) return generated_pass(epoch, train, seed, progress);
  const RandomKey key{seed, RandomUse::shuffle, static_cast<std::uint32_t>(epoch)};
  source_->set_order(options_.sampling == Sampling::class_balanced
                         ? class_balanced_order(key, train, examples_->label)
                         : shuffled_order(key, train));
  source_->set_augmentation(
      dataset::augmentation(options_.augment, seed, static_cast<std::uint32_t>(epoch)));
  const std::int64_t steps = source_->steps(options_.batch_size);
  program_->begin(pass_settings(seed, static_cast<std::uint32_t>(epoch), step_settings(steps)));
  for (std::int64_t step = 0; step < steps; ++step) {
    stop_if_interrupted();
    program_->step();
    progress.advance(source_->valid_rows(step, options_.batch_size));
  }
  batches_ = (place_.epoch + 1) * steps;
  return pass_totals();
}

}  // namespace timbre::training
