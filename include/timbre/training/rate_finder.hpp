#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace timbre::training {

/// A learning rate and the smoothed training loss when it was tried.
struct RatePoint {
  double rate = 0;
  double loss = 0;
  bool operator==(const RatePoint&) const = default;
};

/// What the learning-rate finder saw.
struct RateCurve {
  std::vector<RatePoint> points;
  bool ran_away = false;  ///< the loss rose above four times its best before all rates were tried
  /// Where the loss falls fastest, among the points that fastai shows; empty where these are fewer
  /// than two.
  std::optional<std::size_t> suggestion;
};

/// The first and the last points that fastai's plot leaves out, and that are not suggested.
inline constexpr std::size_t finder_skips_first = 10, finder_skips_last = 5;

/// fastai 1.0.19's LRFinder: 100 steps, whose rates grow exponentially from 1e-7 towards 10.
class RateFinder {
 public:
  static constexpr std::int64_t steps = 100;
  /// Of step `step`, from 0.
  static double rate(std::int64_t step);

  /// Takes the smoothed loss of the next step; false when this was the last one: all are done, the
  /// loss is above four times the best, or it is no number, which is not kept.
  bool observe(double smoothed_loss);
  /// With the suggestion by fastai 1.0's later rule: the least numpy.gradient of the losses shown.
  RateCurve curve() const;

 private:
  std::vector<RatePoint> points_;
  double best_ = 0;
  bool ran_away_ = false;
};

}  // namespace timbre::training
