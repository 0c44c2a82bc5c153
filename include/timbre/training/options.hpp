#pragma once

#include <optional>
#include <string>
#include <vector>

#include "timbre/config/fields.hpp"
#include "timbre/dataset/augment_options.hpp"
#include "timbre/dataset/examples.hpp"
#include "timbre/model/options.hpp"
#include "timbre/model/precision.hpp"
#include "timbre/training/generator.hpp"
#include "timbre/training/phases.hpp"
#include "timbre/training/schedule.hpp"

namespace timbre::training {

/// A score of each epoch.
enum class Monitor { validate_loss, validate_accuracy, train_loss, train_accuracy };

/// Which way a score improves.
enum class MonitorMode {
  automatic,  ///< losses downwards, accuracies upwards
  lower,
  higher,
};

/// Keras 2.0.6's rule (keras/callbacks.py at f120a56): an epoch improves when its loss is below
/// best - min_delta, or its accuracy above best + min_delta; at an epoch that does not, training
/// stops if `wait` has reached `patience`, else `wait` grows by one.
struct EarlyStoppingOptions {
  bool enabled = true;
  Monitor monitor = Monitor::validate_loss;
  MonitorMode mode = MonitorMode::automatic;
  int patience = 0;      ///< epochs without improvement that are forgiven
  double min_delta = 0;  ///< improvement of this or less is none
  /// End with the parameters of the best epoch, not the last; also when stopping is disabled.
  bool restore_best = false;
  /// Training ends with the first epoch whose score is this good or better.
  std::optional<double> target = {};

  bool higher_is_better() const;
  bool watches_validation() const {
    return monitor == Monitor::validate_loss || monitor == Monitor::validate_accuracy;
  }
  bool operator==(const EarlyStoppingOptions&) const = default;
};

/// Where the statistics come from that batch norms use in evaluation.
enum class NormStatistics {
  running,     ///< followed during training
  at_end,      ///< measured over the training examples once, with the final parameters
  each_epoch,  ///< measured so after each epoch, before the validation
};

/// Which training examples an epoch meets.
enum class Sampling {
  shuffled,        ///< each once
  class_balanced,  ///< as many, each class as often as the others; examples repeat or stay out
};

/// The `training:` part of an experiment.
struct TrainingOptions {
  int epochs = 50;
  int batch_size = 32;
  int gradient_accumulation_steps = 1;  ///< batches of one update
  model::OptimiserOptions optimiser;
  ScheduleOptions schedule = {};
  GroupOptions groups = {};
  /// In place of epochs, optimiser.learning_rate, schedule and groups; empty: they are the only
  /// phase.
  std::vector<PhaseOptions> phases = {};
  double loss_clip = 1e-7;
  double label_smoothing = 0.0;  ///< in training; losses of validation are of the labels themselves
  NormStatistics norm_statistics = NormStatistics::running;
  model::Precision precision = model::Precision::f32;
  EarlyStoppingOptions early_stopping;
  dataset::Standardisation standardise = dataset::Standardisation::none;
  Sampling sampling = Sampling::shuffled;
  dataset::AugmentOptions augment = {};
  GeneratorOptions generator = {};
  double checkpoint_seconds = 60;  ///< between checkpoints, written at the ends of epochs
  bool operator==(const TrainingOptions&) const = default;
};
void describe(config::Fields& fields, EarlyStoppingOptions& options);
void describe(config::Fields& fields, TrainingOptions& options);

/// At least one.
std::vector<PhaseOptions> phases_of(const TrainingOptions& options);
/// Throws RequestError when the network has not the groups of layers that the phases ask for.
void require_groups(const TrainingOptions& options, const model::Graph& graph);
/// Of all phases.
int epochs_of(const TrainingOptions& options);
/// Lets the training, or each of its phases, have `most` epochs at most.
void limit_epochs(TrainingOptions& options, int most);

}  // namespace timbre::training
