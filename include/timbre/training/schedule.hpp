#pragma once

#include <cstdint>
#include <vector>

#include "timbre/config/fields.hpp"

namespace timbre::training {

enum class ScheduleKind {
  constant,
  step,    ///< times `factor` after every `step_epochs` epochs
  cosine,  ///< half a cosine from the full rate to `final_share` of it (Loshchilov and Hutter,
           ///< 2017)
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
  bool operator==(const ScheduleOptions&) const = default;
};
void describe(config::Fields& fields, ScheduleOptions& options);

/// The share of the full learning rate at update `update` (from 0) of `steps` x `epochs`, with
/// `steps` updates in an epoch.
double rate_share(const ScheduleOptions& options, std::int64_t update, std::int64_t steps,
                  int epochs);

/// The rates of the steps of one epoch; empty when none differs from `learning_rate`.
std::vector<float> learning_rates(const ScheduleOptions& options, double learning_rate, int epoch,
                                  std::int64_t steps, int epochs);

}  // namespace timbre::training
