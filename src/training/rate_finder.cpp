#include "timbre/training/rate_finder.hpp"

#include <algorithm>
#include <cmath>

#include "sampling.hpp"
#include "timbre/core/interrupt.hpp"
#include "timbre/core/random.hpp"
#include "timbre/training/trainer.hpp"

namespace timbre::training {
namespace {

constexpr double lowest_rate = 1e-7, highest_rate = 10.0;
constexpr double runaway_factor = 4.0;

// numpy.gradient over points [first, last).
double slope(const std::vector<RatePoint>& points, std::size_t first, std::size_t last,
             std::size_t at) {
  const std::size_t before = at == first ? at : at - 1;
  const std::size_t after = at + 1 == last ? at : at + 1;
  return (points[after].loss - points[before].loss) / static_cast<double>(after - before);
}

std::vector<float> rates_from(std::int64_t first, std::int64_t steps) {
  std::vector<float> rates;
  for (std::int64_t step = first; step < first + steps; ++step) {
    rates.push_back(static_cast<float>(RateFinder::rate(step)));
  }
  return rates;
}

}  // namespace

double RateFinder::rate(std::int64_t step) {
  const double course = static_cast<double>(step) / static_cast<double>(steps);
  return lowest_rate * std::pow(highest_rate / lowest_rate, course);
}

bool RateFinder::observe(double smoothed_loss) {
  ran_away_ = !std::isfinite(smoothed_loss);
  if (ran_away_) return false;
  if (points_.empty() || smoothed_loss < best_) best_ = smoothed_loss;
  points_.push_back({rate(std::ssize(points_)), smoothed_loss});
  ran_away_ = smoothed_loss > runaway_factor * best_;
  return !ran_away_ && std::ssize(points_) < steps;
}

RateCurve RateFinder::curve() const {
  RateCurve curve{points_, ran_away_, std::nullopt};
  if (points_.size() < finder_skips_first + finder_skips_last + 2) return curve;
  const std::size_t last = points_.size() - finder_skips_last;
  std::size_t steepest = finder_skips_first;
  for (std::size_t at = finder_skips_first; at < last; ++at) {
    if (slope(points_, finder_skips_first, last, at) <
        slope(points_, finder_skips_first, last, steepest)) {
      steepest = at;
    }
  }
  curve.suggestion = steepest;
  return curve;
}

RateCurve Trainer::find_rate(std::span<const std::int32_t> train, std::uint64_t seed) {
  fit_standardiser(train);
  store_.init(seed);
  const model::Snapshot start = store_.snapshot();
  const auto program = compile_phase(phases_[0], {}, 1);
  RateFinder finder;
  double average = 0;
  bool goes_on = true;
  for (std::uint32_t epoch = 0; goes_on; ++epoch) {
    source_->set_order(shuffled_order({seed, RandomUse::shuffle, epoch}, train));
    source_->set_augmentation(dataset::augmentation(options_.augment, seed, epoch));
    const std::int64_t steps = source_->steps(options_.batch_size);
    program->begin({.seed = seed,
                    .epoch = epoch,
                    .learning_rates = rates_from(store_.updates(), steps),
                    .loss_average = average});
    for (std::int64_t step = 0; step < steps && goes_on; ++step) {
      stop_if_interrupted();
      program->step();
      average = program->totals().loss_average;
      goes_on = finder.observe(model::smoothed_loss(average, store_.updates()));
    }
  }
  store_.restore(start);
  store_.reset_optimiser();
  return finder.curve();
}

}  // namespace timbre::training
