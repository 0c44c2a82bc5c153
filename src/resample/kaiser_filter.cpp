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

KaiserTaps taps_of(const FilterKey& key, std::size_t entries) {
  const double scale = std::min(1.0, static_cast<double>(key.to) / key.from);
  return {.scale = scale,
          .step = tap_distance(scale, key.tap_step),
          .entries = static_cast<int>(entries)};
}

}  // namespace

KaiserFilter::KaiserFilter(const FilterKey& key)
    : table_(&windowed_sinc(key.quality)),
      taps_(taps_of(key, table_->values.size())),
      reach_(taps_.within(0.0)) {}

double KaiserFilter::weight(double distance, int tap) const {
  const double place = distance * table_per_zero + tap * taps_.step;
  const auto cell = static_cast<std::size_t>(place);
  return taps_.scale *
         (table_->values[cell] + (place - static_cast<double>(cell)) * table_->slopes[cell]);
}

void KaiserFilter::weights(double fraction, std::span<WeightBlock> row) const {
  std::fill(row.begin(), row.end(), WeightBlock{});
  const double left = taps_.left_distance(fraction), right = taps_.right_distance(fraction);
  const int left_count = taps_.within(left), right_count = taps_.within(right);
  for (int tap = 0; tap < left_count; ++tap) {
    at(row, reach_ - 1 - tap) = static_cast<float>(weight(left, tap));
  }
  for (int tap = 0; tap < right_count; ++tap) {
    at(row, reach_ + tap) = static_cast<float>(weight(right, tap));
  }
}

}  // namespace timbre::resample
