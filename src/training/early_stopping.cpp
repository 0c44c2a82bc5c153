#include "timbre/training/early_stopping.hpp"

namespace timbre::training {

bool EarlyStoppingOptions::higher_is_better() const {
  if (mode != MonitorMode::automatic) return mode == MonitorMode::higher;
  return monitor == Monitor::validate_accuracy || monitor == Monitor::train_accuracy;
}

bool EarlyStopping::observe(int epoch, double score) {
  const double sign = options_.higher_is_better() ? -1.0 : 1.0;
  const bool reached = options_.target && sign * score <= sign * *options_.target;
  const bool improved = improves(epoch, sign * score);
  if (reached) state_.stop = options_.enabled;
  return improved;
}

bool EarlyStopping::improves(int epoch, double level) {
  if (level < state_.best - options_.min_delta) {
    state_.best = level;
    state_.best_epoch = epoch;
    state_.wait = 0;
    return true;
  }
  // Keras 2.0.6 compares before it counts; later versions count first.
  if (state_.wait >= options_.patience) {
    state_.stop = options_.enabled;
  } else {
    ++state_.wait;
  }
  return false;
}

}  // namespace timbre::training
