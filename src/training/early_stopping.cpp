#include "timbre/training/early_stopping.hpp"

namespace timbre::training {

bool EarlyStopping::observe(int epoch, double score) {
  if (score < state_.best - options_.min_delta) {
    state_.best = score;
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
