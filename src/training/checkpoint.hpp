#pragma once

#include <filesystem>
#include <string>

#include "timbre/model/parameter_store.hpp"
#include "timbre/training/early_stopping.hpp"
#include "timbre/training/trainer.hpp"

namespace timbre::training {

/// Where a fit stands between two epochs. Random numbers need no state of their own: they are
/// addressed by seed, epoch and example.
struct FitState {
  int next_epoch = 0;
  bool stopped_early = false;
  EarlyStopping::State stopping;
  std::vector<EpochRecord> epochs;
  model::Snapshot best;  ///< parameters of the best epoch; empty unless they are wanted
};

/// Writes parameters, optimiser and state under the identity of a run and trial. Atomic.
void save_checkpoint(const std::filesystem::path& path, const std::string& identity,
                     const FitState& state, const model::ParameterStore& store);

/// Reads what save_checkpoint wrote, into the store too. Throws Error that names the file when it
/// is damaged or belongs to another run.
FitState load_checkpoint(const std::filesystem::path& path, const std::string& identity,
                         model::ParameterStore& store);

}  // namespace timbre::training
