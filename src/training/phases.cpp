#include "timbre/training/phases.hpp"

#include <algorithm>
#include <cmath>

#include "timbre/core/error.hpp"

namespace timbre::training {
namespace {

constexpr double largest_rate = 100.0;

int group_count(const std::vector<int>& parameter_group) {
  return 1 + *std::max_element(parameter_group.begin(), parameter_group.end());
}

}  // namespace

void describe(config::Fields& fields, GroupOptions& options) {
  fields.integer("frozen", options.frozen, {0, 1000}, "groups",
                 "from the input on, that learn nothing but their batch norms");
  fields.choice("rates", options.rates,
                {{"same", GroupRates::same},
                 {"thirds", GroupRates::thirds},
                 {"tenths", GroupRates::tenths},
                 {"geometric", GroupRates::geometric}},
                "learning rates below the last group, which has the whole: the same, a third or a "
                "tenth (fastai's slice(x), before and since 1.0.29), or from lowest_rate by equal "
                "factors");
  fields.when(options.rates == GroupRates::geometric, "rates is geometric", [&] {
    fields.number("lowest_rate", options.lowest_rate, {1e-12, largest_rate}, "",
                  "learning rate of the first group");
  });
}

void describe(config::Fields& fields, PhaseOptions& options) {
  fields.integer("epochs", options.epochs, {1, 100000}, "", "passes over the training examples");
  fields.number("learning_rate", options.learning_rate, {0.0, largest_rate}, "", "size of a step");
  fields.section("groups", options.groups, "how groups of layers differ");
  fields.section("schedule", options.schedule, "how the learning rate moves");
}

PhasePlace place_of(const std::vector<PhaseOptions>& phases, int epoch) {
  PhasePlace place{0, epoch};
  while (place.epoch >= phases[place.phase].epochs && place.phase + 1 < phases.size()) {
    place.epoch -= phases[place.phase++].epochs;
  }
  return place;
}

std::vector<int> parameter_groups(const model::Graph& graph) {
  std::vector<int> groups;
  for (const model::ParameterSpec& parameter : graph.parameters) {
    groups.push_back(parameter.group_number);
  }
  return groups;
}

std::vector<double> group_shares(const GroupOptions& options, double learning_rate, int groups) {
  std::vector<double> shares(groups, 1.0);
  for (int group = 0; group + 1 < groups; ++group) {
    switch (options.rates) {
      case GroupRates::same:
        break;
      case GroupRates::thirds:
        shares[group] = 1.0 / 3.0;
        break;
      case GroupRates::tenths:
        shares[group] = 1.0 / 10.0;
        break;
      case GroupRates::geometric: {
        const double left = 1.0 - static_cast<double>(group) / (groups - 1);
        shares[group] = std::pow(options.lowest_rate / learning_rate, left);
        break;
      }
    }
  }
  return shares;
}

std::vector<double> rate_shares(const PhaseOptions& phase,
                                const std::vector<int>& parameter_group) {
  if (phase.groups.rates == GroupRates::same || parameter_group.empty()) return {};
  const std::vector<double> of_group =
      group_shares(phase.groups, phase.learning_rate, group_count(parameter_group));
  std::vector<double> shares;
  for (const int group : parameter_group) shares.push_back(of_group[group]);
  return shares;
}

std::vector<std::string> trainable_layers(const model::Graph& graph,
                                          const std::vector<int>& parameter_group, int frozen) {
  if (frozen == 0) return {};
  const int groups = group_count(parameter_group);
  if (frozen >= groups) {
    throw RequestError("training: " + std::to_string(frozen) + " groups are frozen, and the " +
                       "network has " + std::to_string(groups) +
                       "; name the layers that begin groups in model.group_starts");
  }
  std::vector<std::string> layers;
  for (const model::Node& node : graph.nodes) {
    if (node.parameters.empty()) continue;
    const bool trains = parameter_group[node.parameters.front()] >= frozen ||
                        node.layer.type == model::LayerType::batch_norm;
    if (trains) layers.push_back(node.name);
  }
  return layers;
}

}  // namespace timbre::training
