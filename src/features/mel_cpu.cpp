#include "features/mel_cpu.hpp"

#include <cstddef>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "features/mel_cpu.cpp"
#include <hwy/foreach_target.h>
// clang-format off: this header must come after the one above
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace timbre::features::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

void sum_all_bands(const MelTable& table, const float* HWY_RESTRICT power,
                   float* HWY_RESTRICT band_power) {
  const hn::ScalableTag<float> d;
  const int lanes = static_cast<int>(hn::Lanes(d));
  for (const MelTable::Band& band : table.bands) {
    const float* HWY_RESTRICT bins = power + band.first;
    const float* HWY_RESTRICT weights = table.weights.data() + band.offset;
    auto sum = hn::Zero(d);
    for (int tap = 0; tap < band.taps; tap += lanes) {
      sum = hn::MulAdd(hn::LoadU(d, bins + tap), hn::Load(d, weights + tap), sum);
    }
    *band_power++ = hn::GetLane(hn::SumOfLanes(d, sum));
  }
}

}  // namespace timbre::features::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace timbre::features {

HWY_EXPORT(sum_all_bands);

MelTable mel_table(const MelBands& bands) {
  MelTable table;
  for (int band = 0; band < bands.count(); ++band) {
    const auto taps = bands.weights.begin() + bands.offset[band];
    table.bands.push_back(
        {bands.first[band], bands.taps(band), static_cast<int>(table.weights.size())});
    for (int tap = 0; tap < bands.taps(band); ++tap) {
      table.weights.push_back(static_cast<float>(taps[tap]));
    }
    table.weights.resize(whole_vectors(table.weights.size()));
  }
  return table;
}

void sum_bands(const MelTable& table, const float* power, float* band_power) {
  HWY_DYNAMIC_DISPATCH(sum_all_bands)(table, power, band_power);
}

}  // namespace timbre::features
#endif
