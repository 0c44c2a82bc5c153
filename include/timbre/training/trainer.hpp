#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "timbre/core/device.hpp"
#include "timbre/dataset/batch_source.hpp"
#include "timbre/model/graph.hpp"
#include "timbre/model/parameter_store.hpp"
#include "timbre/model/program.hpp"
#include "timbre/training/options.hpp"
#include "timbre/training/predictor.hpp"
#include "timbre/training/rate_finder.hpp"

namespace timbre {
class Progress;
}

namespace timbre::training {

/// Losses and accuracies of an epoch. Those of training are means over the epoch while the
/// parameters change and with dropout, as Keras prints them; those of validation are taken after
/// it, NaN without validation examples.
struct EpochRecord {
  int epoch = 0;  ///< 0-based
  double train_loss = 0;
  double train_accuracy = 0;
  double validate_loss = 0;
  double validate_accuracy = 0;
  double seconds = 0;
  double smoothed_loss = 0;  ///< of the last batches, as fastai prints it for the training loss
};

struct FitResult {
  std::vector<EpochRecord> epochs;
  bool stopped_early = false;  ///< after fewer epochs than the options ask for
  int best_epoch = -1;         ///< the last that improved by early stopping's rule, 0-based
};

/// Where a fit keeps its checkpoint, and under which identity.
struct CheckpointPlace {
  std::filesystem::path path;  ///< empty: none is written
  std::string identity;        ///< of the run and trial; a checkpoint of another one is refused
  bool resume = false;         ///< go on from the checkpoint when there is one
};

/// Trains and applies one network on one set of examples: a training program and a Predictor that
/// share a parameter store. The device and the graph must outlive it.
class Trainer {
 public:
  using Observer = std::function<void(const EpochRecord&)>;

  Trainer(Device& device, const model::Graph& graph,
          std::shared_ptr<const dataset::ExampleSet> examples, const TrainingOptions& options);
  Trainer(const Trainer&) = delete;
  Trainer& operator=(const Trainer&) = delete;

  model::ParameterStore& store() { return store_; }
  const dataset::Standardiser& standardiser() const { return standardiser_; }

  /// Trains from fresh parameters drawn with `seed`, phase after phase. Statistics for
  /// standardisation come from the training examples alone. Batches are shuffled in each epoch, the
  /// last short one is kept. Without validation examples early stopping by their scores is off. The
  /// observer is called after each epoch. Resumed and unbroken fits end with the same bits; a
  /// resumed one may observe an epoch again. Throws Error when the loss is no longer a number, or
  /// when the checkpoint cannot be used; Interrupted within a step of Ctrl-C.
  FitResult fit(std::span<const std::int32_t> train, std::span<const std::int32_t> validate,
                std::uint64_t seed, const CheckpointPlace& place, const Observer& observer);

  /// Tries learning rates from small to large on fresh parameters drawn with `seed`, which stand
  /// there again afterwards; what is frozen in the first phase is so here, all groups have one
  /// rate, and each batch makes an update.
  RateCurve find_rate(std::span<const std::int32_t> train, std::uint64_t seed);

  /// Applies the network in its present state.
  Predictions predict(std::span<const std::int32_t> examples,
                      Outputs outputs = Outputs::probabilities) {
    return predictor_.predict(examples, outputs);
  }
  /// The same to examples as they are, without the standardisation of the training.
  Predictions predict_raw(std::span<const std::int32_t> examples);

 private:
  void fit_standardiser(std::span<const std::int32_t> train);
  std::unique_ptr<model::Program> compile_phase(const PhaseOptions& phase,
                                                const std::vector<double>& shares,
                                                int batches_of_update);
  /// Makes the program of the epoch's phase the present one; true in the phase's first epoch.
  bool enter_phase(int epoch);
  const PhaseOptions& phase() const { return phases_[place_.phase]; }
  /// Of an epoch of `steps` batches in the present phase.
  StepSettings step_settings(std::int64_t steps) const;
  /// Of a pass, or of a part of it; the loss average goes along.
  model::PassSettings pass_settings(std::uint64_t seed, std::uint32_t pass,
                                    StepSettings settings) const;
  model::PassTotals pass_totals();
  EpochRecord run_epoch(int epoch, std::span<const std::int32_t> train,
                        std::span<const std::int32_t> validate, std::uint64_t seed,
                        Progress& progress);
  std::int64_t epoch_size(std::span<const std::int32_t> train) const;
  /// Batches of an epoch; 0: a whole pass.
  std::int64_t steps_of(std::span<const std::int32_t> examples, int wanted) const;
  model::PassTotals generated_pass(int epoch, std::span<const std::int32_t> train,
                                   std::uint64_t seed, Progress& progress);
  model::PassTotals validate_pass(int epoch, std::span<const std::int32_t> validate,
                                  std::uint64_t seed);
  void measure_statistics(std::span<const std::int32_t> train, std::uint64_t seed);
  model::PassTotals train_pass(int epoch, std::span<const std::int32_t> train, std::uint64_t seed,
                               Progress& progress);

  std::shared_ptr<const dataset::ExampleSet> examples_;
  const model::Graph* graph_;
  TrainingOptions options_;
  std::vector<PhaseOptions> phases_;
  std::vector<int> parameter_group_;
  PhasePlace place_;
  bool goes_on_ = options_.generator.goes_on();  // epochs are no passes
  model::ParameterStore store_;
  dataset::Standardiser standardiser_;
  std::unique_ptr<dataset::BatchSource> source_;
  std::unique_ptr<model::Program> program_;  // of the present phase
  std::size_t compiled_phase_ = 0;
  double loss_average_ = 0;
  std::int64_t batches_ = 0;                    // of the phase so far
  std::unique_ptr<model::Program> statistics_;  // null: running ones are used
  Predictor predictor_;
};

}  // namespace timbre::training
