#include "model/update_groups.hpp"

#include <algorithm>
#include <string>

#include "timbre/core/error.hpp"

namespace timbre::model {
namespace {

// Biases, scales and shifts are vectors.
bool decays(const OptimiserOptions& options, const ParameterSpec& spec) {
  return options.weight_decay_on == WeightDecayOn::all || spec.shape.size() > 1;
}

void require_one_a_step(std::int64_t count, std::int64_t steps, const char* what) {
  require(count == 0 || count == steps,
          std::to_string(count) + what + "for " + std::to_string(steps) + " steps");
}

}  // namespace

std::vector<UpdateGroup> update_groups(const std::vector<Parameter*>& trained,
                                       const ParameterStore& store, const ProgramOptions& options) {
  const std::vector<double>& shares = options.rate_shares;
  require(shares.empty() || shares.size() == store.parameters().size(),
          "a share of the learning rate for each parameter, or none");
  std::vector<UpdateGroup> groups;
  for (Parameter* parameter : trained) {
    const double share = shares.empty() ? 1.0 : shares[parameter - store.parameters().data()];
    const bool loses = decays(options.optimiser, parameter->spec);
    auto found = std::find_if(groups.begin(), groups.end(), [&](const UpdateGroup& group) {
      return group.rate_share == share && group.decays == loses;
    });
    if (found == groups.end()) found = groups.insert(found, {share, loses});
    found->parameters.push_back(parameter);
  }
  return groups;
}

void require_step_settings(const PassSettings& settings, std::int64_t steps) {
  require_one_a_step(std::ssize(settings.learning_rates), steps, " learning rates ");
  require_one_a_step(std::ssize(settings.momenta), steps, " momenta ");
}

OptimiserOptions options_of_step(const OptimiserOptions& options, const UpdateGroup& group,
                                 const PassSettings& settings, std::int64_t step,
                                 std::int64_t update) {
  OptimiserOptions now = options;
  if (!settings.learning_rates.empty()) now.learning_rate = settings.learning_rates[step];
  now.learning_rate /= 1.0 + options.decay * static_cast<double>(update - 1);
  now.learning_rate *= group.rate_share;
  if (!settings.momenta.empty()) now.momentum = now.beta1 = settings.momenta[step];
  if (!group.decays) now.weight_decay = 0.0;
  return now;
}

}  // namespace timbre::model
