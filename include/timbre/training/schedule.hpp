#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "timbre/config/fields.hpp"

namespace timbre::training {

enum class ScheduleKind {
  constant,
  step,       ///< times `factor` after every `step_epochs` epochs
  cosine,     ///< half a cosine from the full rate to `final_share` of it (Loshchilov and Hutter,
              ///< 2017)
  one_cycle,  ///< Smith's (2018): up to the full rate and down to next to nothing, momentum the
              ///< other way; as fastai 1.0 has it
};

/// The way up of one_cycle; the way down is half a cosine.
enum class Rise {
  linear,  ///< fastai 1.0.19
  cosine,  ///< fastai from 1.0.29 on
};

/// How the learning rate moves over the training.
struct ScheduleOptions {
  ScheduleKind kind = ScheduleKind::constant;
  int step_epochs = 10;
  double factor = 0.1;
  double final_share = 0.0;
  /// The rate first rises in a straight line to its full size, over this many epochs; a cosine
  /// begins after them.
  double warm_up_epochs = 0.0;
  /// one_cycle: the first int(rise_share updates) updates rise from 1 / start_divisor of the rate;
  /// the rest falls to 1 / end_divisor of that start.
  Rise rise = Rise::linear;
  double rise_share = 0.3;
  double start_divisor = 25.0;
  double end_divisor = 1e4;
  double high_momentum = 0.95;  ///< at both ends; of Adam beta1
  double low_momentum = 0.85;   ///< at the full rate
  bool operator==(const ScheduleOptions&) const = default;
};
void describe(config::Fields& fields, ScheduleOptions& options);

/// The share of the full learning rate at update `update` (from 0) of `steps` x `epochs`, with
/// `steps` updates in an epoch; at update `steps` x `epochs` where the course ends.
double rate_share(const ScheduleOptions& options, std::int64_t update, std::int64_t steps,
                  int epochs);

/// Likewise the momentum; empty where the schedule leaves it to the optimiser.
std::optional<double> scheduled_momentum(const ScheduleOptions& options, std::int64_t update,
                                         std::int64_t steps, int epochs);

/// What a schedule sets at each step of an epoch or of a part of it; empty: the optimiser's own.
struct StepSettings {
  std::vector<float> learning_rates;
  std::vector<float> momenta;

  /// Those of `steps` steps from `first` on.
  StepSettings part(std::int64_t first, std::int64_t steps) const;
  /// `steps` steps, of which each `times` neighbours take those of one step here.
  StepSettings repeated(std::int64_t times, std::int64_t steps) const;
};

/// The settings of epoch `epoch` (from 0) of `epochs`, each of `steps` updates.
StepSettings step_settings(const ScheduleOptions& options, double learning_rate, int epoch,
                           std::int64_t steps, int epochs);

}  // namespace timbre::training
