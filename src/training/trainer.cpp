#include "timbre/training/trainer.hpp"

#include <chrono>
#include <cmath>
#include <limits>
#include <string>

#include "timbre/core/error.hpp"
#include "timbre/core/interrupt.hpp"
#include "timbre/core/progress.hpp"
#include "timbre/core/random.hpp"
#include "training/checkpoint.hpp"

namespace timbre::training {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::string losses_text(const EpochRecord& epoch) {
  char text[96];
  std::snprintf(text, sizeof text, "loss %.4f accuracy %.3f, validation %.4f %.3f",
                epoch.train_loss, epoch.train_accuracy, epoch.validate_loss,
                epoch.validate_accuracy);
  return text;
}

void refuse_divergence(const EpochRecord& epoch) {
  if (std::isfinite(epoch.train_loss)) return;
  throw Error("training diverged: the loss of epoch " + std::to_string(epoch.epoch + 1) +
              " is no number; lower training.optimiser.learning_rate or set "
              "training.standardise to channel");
}

// The training examples in the order of one epoch.
std::vector<std::int32_t> epoch_order(std::span<const std::int32_t> train, std::uint64_t seed,
                                      int epoch) {
  std::vector<std::int32_t> places(train.size());
  shuffled({seed, RandomUse::shuffle, static_cast<std::uint32_t>(epoch)}, 0, places.data(),
           static_cast<std::int64_t>(places.size()));
  for (std::int32_t& place : places) place = train[static_cast<std::size_t>(place)];
  return places;
}

double mean_loss(const model::PassTotals& totals) {
  return totals.loss / totals.weight;
}
double accuracy(const model::PassTotals& totals) {
  return static_cast<double>(totals.correct) / static_cast<double>(totals.examples);
}

}  // namespace

Trainer::Trainer(Device& device, const model::Graph& graph,
                 std::shared_ptr<const dataset::ExampleSet> examples,
                 const TrainingOptions& options)
    : options_(options),
      examples_(std::move(examples)),
      store_(device, graph),
      source_(dataset::source(device, examples_, graph.classes)),
      program_(model::compile(graph, store_, *source_,
                              {.mode = model::Mode::train,
                               .batch = options.batch_size,
                               .optimiser = options.optimiser,
                               .loss_clip = options.loss_clip})),
      predictor_(graph, store_, examples_, graph.classes, options.loss_clip) {}

FitResult Trainer::fit(std::span<const std::int32_t> train, std::span<const std::int32_t> validate,
                       std::uint64_t seed, const CheckpointPlace& checkpoint,
                       const Observer& observer) {
  standardiser_ = dataset::fit_standardiser(options_.standardise, *examples_, train);
  source_->set_standardiser(standardiser_);
  predictor_.set_standardiser(standardiser_);

  store_.init(seed);
  FitState state;
  if (checkpoint.resume && std::filesystem::exists(checkpoint.path)) {
    state = load_checkpoint(checkpoint.path, checkpoint.identity, store_);
  }
  EarlyStopping stopping(options_.early_stopping);
  stopping.restore(state.stopping);

  Progress progress("training", static_cast<std::int64_t>(train.size()) * options_.epochs,
                    "examples");
  progress.advance(static_cast<std::int64_t>(train.size()) * state.next_epoch);
  Clock::time_point last_checkpoint = Clock::now();
  while (state.next_epoch < options_.epochs && !state.stopped_early) {
    const EpochRecord epoch = run_epoch(train, validate, seed, state.next_epoch, progress);
    refuse_divergence(epoch);
    progress.note(losses_text(epoch));

    const bool best = !validate.empty() && stopping.observe(epoch.epoch, epoch.validate_loss);
    if (best && options_.early_stopping.restore_best) state.best = store_.snapshot();
    state.epochs.push_back(epoch);
    state.stopping = stopping.state();
    state.stopped_early = !validate.empty() && stopping.should_stop();
    ++state.next_epoch;

    const bool due = seconds_since(last_checkpoint) >= options_.checkpoint_seconds;
    if (!checkpoint.path.empty() && (due || interrupted())) {
      save_checkpoint(checkpoint.path, checkpoint.identity, state, store_);
      last_checkpoint = Clock::now();
    }
    if (observer) observer(epoch);
  }
  if (!state.best.values.empty()) store_.restore(state.best);
  return {state.epochs, state.stopped_early, state.stopping.best_epoch};
}

EpochRecord Trainer::run_epoch(std::span<const std::int32_t> train,
                               std::span<const std::int32_t> validate, std::uint64_t seed,
                               int number, Progress& progress) {
  const Clock::time_point started = Clock::now();
  source_->set_order(epoch_order(train, seed, number));
  program_->begin({.seed = seed, .epoch = static_cast<std::uint32_t>(number)});
  for (std::int64_t step = 0; step < source_->steps(options_.batch_size); ++step) {
    stop_if_interrupted();
    program_->step();
    progress.advance(source_->valid_rows(step, options_.batch_size));
  }
  const model::PassTotals trained = program_->totals();

  EpochRecord epoch;
  epoch.epoch = number;
  epoch.train_loss = mean_loss(trained);
  epoch.train_accuracy = accuracy(trained);
  epoch.validate_loss = epoch.validate_accuracy = std::numeric_limits<double>::quiet_NaN();
  if (!validate.empty()) {
    const model::PassTotals validated = predictor_.totals(validate);
    epoch.validate_loss = mean_loss(validated);
    epoch.validate_accuracy = accuracy(validated);
  }
  epoch.seconds = seconds_since(started);
  return epoch;
}

Predictions Trainer::predict(std::span<const std::int32_t> examples) {
  return predictor_.predict(examples);
}

}  // namespace timbre::training
