#pragma once

#include <cstdint>
#include <vector>

#include "timbre/model/parameter_store.hpp"
#include "timbre/model/program.hpp"

namespace timbre::model {

/// Trained parameters that every update treats alike.
struct UpdateGroup {
  double rate_share = 1.0;  ///< of the learning rate
  bool decays = true;       ///< loses some of its weight
  std::vector<Parameter*> parameters = {};
};

/// The trained parameters in groups, which begin in the order of their first parameters.
std::vector<UpdateGroup> update_groups(const std::vector<Parameter*>& trained,
                                       const ParameterStore& store, const ProgramOptions& options);

/// Throws ContractError unless the pass has a learning rate, and a momentum, for each of its steps,
/// or none.
void require_step_settings(const PassSettings& settings, std::int64_t steps);

/// What the optimiser's options are for a group at step `step` of the pass, which makes update
/// number `update` (1, 2, ...) of the store.
OptimiserOptions options_of_step(const OptimiserOptions& options, const UpdateGroup& group,
                                 const PassSettings& settings, std::int64_t step,
                                 std::int64_t update);

}  // namespace timbre::model
