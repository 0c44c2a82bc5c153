#include "timbre/training/early_stopping.hpp"

namespace timbre::training {

bool EarlyStopping::observe(int epoch, double score) {
  // Written so that NaN is no improvement.
  const bool better = score < state_.best - options_.min_delta;
  if (better) {
    state_ = {score, epoch, 0};
  } else if (options_.enabled) {
    stop_ = state_.wait >= options_.patience;
    ++state_.wait;
  }
  return better;
}

}  // namespace timbre::training
