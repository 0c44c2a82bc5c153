#pragma once

#include <optional>
#include <vector>

#include "timbre/model/parameter_store.hpp"
#include "timbre/training/early_stopping.hpp"
#include "timbre/training/trainer.hpp"

namespace timbre::training {

/// What a fit knows after an epoch, besides the parameter store. Random numbers need no state:
/// they are keyed by the epoch.
struct FitState {
  std::vector<EpochRecord> epochs;
  EarlyStopping::State early_stopping;
  double loss_average = 0;  ///< of the present phase, see model::next_loss_average
  model::Snapshot best;     ///< parameters of the best epoch; empty unless they will be restored
};

/// Writes state, parameters and optimiser in one HDF5 file, atomically.
void write_checkpoint(const CheckpointPlace& place, const FitState& state,
                      const model::ParameterStore& store);

/// Reads the checkpoint into the store; empty when there is none. Throws RequestError for a
/// checkpoint of another identity and Error for a damaged one; both say what to do.
std::optional<FitState> read_checkpoint(const CheckpointPlace& place, model::ParameterStore& store);

}  // namespace timbre::training
