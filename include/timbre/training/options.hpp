#pragma once

#include "timbre/config/fields.hpp"
#include "timbre/dataset/examples.hpp"
#include "timbre/model/options.hpp"
#include "timbre/model/precision.hpp"

namespace timbre::training {

/// Keras 2.0.6's rule on the validation loss (keras/callbacks.py at f120a56): an epoch improves
/// when loss < best - min_delta; at an epoch that does not, training stops if `wait` has reached
/// `patience`, else `wait` grows by one.
struct EarlyStoppingOptions {
  bool enabled = true;
  int patience = 0;      ///< epochs without improvement that are forgiven
  double min_delta = 0;  ///< improvement of this or less is none
  /// End with the parameters of the best epoch, not the last; also when stopping is disabled.
  bool restore_best = false;
  bool operator==(const EarlyStoppingOptions&) const = default;
};

/// The `training:` part of an experiment.
struct TrainingOptions {
  int epochs = 50;
  int batch_size = 32;
  model::OptimiserOptions optimiser;
  double loss_clip = 1e-7;
  model::Precision precision = model::Precision::f32;
  EarlyStoppingOptions early_stopping;
  dataset::Standardisation standardise = dataset::Standardisation::none;
  double checkpoint_seconds = 60;  ///< between checkpoints, written at the ends of epochs
  bool operator==(const TrainingOptions&) const = default;
};
void describe(config::Fields& fields, EarlyStoppingOptions& options);
void describe(config::Fields& fields, TrainingOptions& options);

}  // namespace timbre::training
