#pragma once

#include <string>
#include <vector>

#include "timbre/core/device.hpp"
#include "timbre/experiment/options.hpp"
#include "timbre/experiment/run.hpp"
#include "timbre/model/graph.hpp"
#include "timbre/report/run_folder.hpp"

namespace timbre::experiment {

/// Everything that the trials of one run have in common.
struct TrialContext {
  Device& device;
  const ExperimentOptions& options;
  const PreparedData& data;
  const model::Graph& graph;
  report::RunFolder& folder;
  std::string identity;  ///< of the run, for checkpoints
  bool resume = false;
  int trials_in_repeat = 1;

  /// 1-based, from the 1-based number in the run.
  int number_in_repeat(int number) const { return (number - 1) % trials_in_repeat + 1; }
};

/// The experiment's network, whose sizes are settled, with the groups of layers that its training
/// asks for. Throws RequestError for every misfit.
model::Graph make_graph(const ExperimentOptions& options, const dataset::Collection& collection);

/// Why a trial has no example to train or to test with.
std::string reason_of_none(const ExperimentOptions& options);

/// The seed of a trial; `number` counts from 1 within its repeat.
std::uint64_t seed_of(const ExperimentOptions& options, const dataset::Trial& trial, int number);

/// Trains, tests and saves one trial; `number` is 1-based.
report::TrialResult run_trial(const TrialContext& context, const dataset::Trial& trial, int number);

}  // namespace timbre::experiment
