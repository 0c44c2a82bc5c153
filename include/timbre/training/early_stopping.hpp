#pragma once

#include <limits>

#include "timbre/training/options.hpp"

namespace timbre::training {

/// Watches one score, epoch after epoch.
class EarlyStopping {
 public:
  explicit EarlyStopping(const EarlyStoppingOptions& options) : options_(options) {}

  /// What the rule knows so far; saved in checkpoints.
  struct State {
    double best = std::numeric_limits<double>::infinity();  ///< negated where higher is better
    int best_epoch = -1;
    int wait = 0;
    bool stop = false;
  };

  /// Takes the score of an epoch; true when it is the best so far. NaN never is.
  bool observe(int epoch, double score);
  /// Whether training ends after the epoch observed last; never when the options disable it.
  bool should_stop() const { return state_.stop; }

  const State& state() const { return state_; }
  void restore(const State& state) { state_ = state; }

 private:
  /// `level` is lower when better.
  bool improves(int epoch, double level);

  EarlyStoppingOptions options_;
  State state_;
};

}  // namespace timbre::training
