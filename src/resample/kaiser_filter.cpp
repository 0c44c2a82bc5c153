#include "resample/kaiser_filter.hpp"

#include <algorithm>
#include <cmath>

namespace timbre::resample {
namespace {

double tap_distance(double scale, TapStep tap_step) {
  const double exact = scale * table_per_zero;
  return tap_step == TapStep::truncated ? std::floor(exact) : exact;
}

float& at(std::span<WeightBlock> row, int index) {
  return row[index / block_size].weights[index % block_size];
}

}  // namespace

KaiserFilter::KaiserFilter(const FilterKey& key)
    : table_(&windowed_sinc(key.quality)),
      scale_(std::min(1.0, static_cast<double>(key.to) / key.from)),
      step_(tap_distance(scale_, key.tap_step)),
      reach_(taps(0.0)) {}

int KaiserFilter::taps(double distance) const {
  const double entries = static_cast<double>(table_->values.size());
  return static_cast<int>((entries - std::floor(distance * table_per_zero)) / step_);
}

double KaiserFilter::weight(double distance, int tap) const {
  const double place = distance * table_per_zero + tap * step_;
  const auto cell = static_cast<std::size_t>(place);
  return scale_ *
         (table_->values[cell] + (place - static_cast<double>(cell)) * table_->slopes[cell]);
}

void KaiserFilter::weights(double fraction, std::span<WeightBlock> row) const {
  std::fill(row.begin(), row.end(), WeightBlock{});
  const double left = scale_ * fraction, right = scale_ - left;
  const int left_count = taps(left), right_count = taps(right);
  for (int tap = 0; tap < left_count; ++tap) {
    at(row, reach_ - 1 - tap) = static_cast<float>(weight(left, tap));
  }
  for (int tap = 0; tap < right_count; ++tap) {
    at(row, reach_ + tap) = static_cast<float>(weight(right, tap));
  }
}

}  // namespace timbre::resample
