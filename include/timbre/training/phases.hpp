#pragma once

#include <string>
#include <vector>

#include "timbre/config/fields.hpp"
#include "timbre/model/graph.hpp"
#include "timbre/training/schedule.hpp"

namespace timbre::training {

/// The learning rates of the groups of layers, from the input on.
enum class GroupRates {
  same,
  thirds,     ///< the last group has the whole rate, the others a third: fastai 1.0.19's slice(x)
  tenths,     ///< the others a tenth: slice(x) since fastai 1.0.29
  geometric,  ///< from `lowest_rate` to the whole by equal factors: slice(a, b)
};

/// How groups of layers differ in training.
struct GroupOptions {
  int frozen = 0;  ///< groups, from the input on, that learn nothing but their batch norms
  GroupRates rates = GroupRates::same;
  double lowest_rate = 1e-5;  ///< of geometric
  bool operator==(const GroupOptions&) const = default;
};
void describe(config::Fields& fields, GroupOptions& options);

/// A part of the training with a schedule of its own, which begins with a fresh optimiser.
struct PhaseOptions {
  int epochs = 1;
  double learning_rate = 1e-3;
  GroupOptions groups = {};
  ScheduleOptions schedule = {};
  bool operator==(const PhaseOptions&) const = default;
};
void describe(config::Fields& fields, PhaseOptions& options);

/// Where an epoch of the whole training stands.
struct PhasePlace {
  std::size_t phase = 0;
  int epoch = 0;  ///< of the phase, from 0
};
PhasePlace place_of(const std::vector<PhaseOptions>& phases, int epoch);

/// The group of each of the graph's parameters, as model.group_starts divides them.
std::vector<int> parameter_groups(const model::Graph& graph);

/// The shares of `learning_rate` that the options give to `groups` groups.
std::vector<double> group_shares(const GroupOptions& options, double learning_rate, int groups);

/// The same for each parameter; empty where all have the whole rate.
std::vector<double> rate_shares(const PhaseOptions& phase, const std::vector<int>& parameter_group);

/// The layers that train while groups are frozen; empty where all do. Throws RequestError when no
/// group is left.
std::vector<std::string> trainable_layers(const model::Graph& graph,
                                          const std::vector<int>& parameter_group, int frozen);

}  // namespace timbre::training
