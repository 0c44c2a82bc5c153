#include "features/mel_cpu.hpp"

#include <algorithm>
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

using Floats = hn::ScalableTag<float>;
using Vector = hn::Vec<Floats>;
using Index = std::ptrdiff_t;
constexpr Index lanes = static_cast<Index>(hn::MaxLanes(Floats()));

template <Spectrum Of>
HWY_INLINE Vector load(const float* power) {
  const Vector loaded = hn::LoadU(Floats(), power);
  if constexpr (Of == Spectrum::magnitude) {
    return hn::Sqrt(loaded);
  } else {
    return loaded;
  }
}

// Weighted powers or magnitudes of one band, still to be added up across lanes.
template <Spectrum Of>
HWY_INLINE Vector lane_sums(const MelTable::Band& band, const float* HWY_RESTRICT weights,
                            const float* HWY_RESTRICT power) {
  const Floats d;
  Vector sum = hn::Zero(d);
  for (Index tap = 0; tap < band.taps; tap += lanes) {
    sum = hn::MulAdd(load<Of>(power + band.first + tap), hn::Load(d, weights + band.offset + tap),
                     sum);
  }
  return sum;
}

// Adds up the fours of lanes, halving the vector until one four is left.
template <class D>
HWY_INLINE void store_sum_of_fours(D d, hn::Vec<D> sums, float* to) {
  if constexpr (hn::MaxLanes(D()) == 4) {
    hn::StoreU(sums, d, to);
  } else {
    const hn::Half<D> half;
    store_sum_of_fours(half, hn::Add(hn::LowerHalf(half, sums), hn::UpperHalf(half, sums)), to);
  }
}

// Four sums across lanes at once, which takes a third of the steps of four single ones: each adds
// its halves where it exchanges them for another's.
HWY_INLINE void store_sums(Vector a, Vector b, Vector c, Vector e, float* to) {
  const Floats d;
  const hn::Repartition<double, Floats> pairs;
  const Vector ab = hn::Add(hn::InterleaveLower(d, a, b), hn::InterleaveUpper(d, a, b));
  const Vector ce = hn::Add(hn::InterleaveLower(d, c, e), hn::InterleaveUpper(d, c, e));
  const auto low = hn::InterleaveLower(pairs, hn::BitCast(pairs, ab), hn::BitCast(pairs, ce));
  const auto high = hn::InterleaveUpper(pairs, hn::BitCast(pairs, ab), hn::BitCast(pairs, ce));
  // Each four lanes now hold four sums, of four of the lanes that there were.
  store_sum_of_fours(d, hn::Add(hn::BitCast(d, low), hn::BitCast(d, high)), to);
}

template <Spectrum Of>
HWY_INLINE void sum_bands_of(const MelTable& table, const float* HWY_RESTRICT power,
                             float* HWY_RESTRICT sums) {
  const float* HWY_RESTRICT weights = table.weights.data();
  const auto store_four = [&](Index first, float* to) HWY_ATTR {
    const MelTable::Band* band = &table.bands[first];
    store_sums(lane_sums<Of>(band[0], weights, power), lane_sums<Of>(band[1], weights, power),
               lane_sums<Of>(band[2], weights, power), lane_sums<Of>(band[3], weights, power), to);
  };
  Index band = 0;
  for (; band + 4 <= table.count; band += 4) store_four(band, sums + band);
  if (band < table.count) {
    float rest[4];
    store_four(band, rest);
    std::copy_n(rest, table.count - band, sums + band);
  }
}

void sum_all_bands(const MelTable& table, const float* power, float* sums) {
  if (table.spectrum == Spectrum::magnitude) {
    sum_bands_of<Spectrum::magnitude>(table, power, sums);
  } else {
    sum_bands_of<Spectrum::power>(table, power, sums);
  }
}

}  // namespace timbre::features::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace timbre::features {

HWY_EXPORT(sum_all_bands);

MelTable mel_table(const MelBands& bands, Spectrum spectrum) {
  MelTable table{.count = bands.count(), .spectrum = spectrum, .bands = {}, .weights = {}};
  for (int band = 0; band < bands.count(); ++band) {
    const auto taps = bands.weights.begin() + bands.offset[band];
    table.bands.push_back(
        {bands.first[band], bands.taps(band), static_cast<int>(table.weights.size())});
    for (int tap = 0; tap < bands.taps(band); ++tap) {
      table.weights.push_back(static_cast<float>(taps[tap]));
    }
    table.weights.resize(whole_vectors(table.weights.size()));
  }
  table.bands.resize((table.bands.size() + 3) / 4 * 4);
  return table;
}

void sum_bands(const MelTable& table, const float* power, float* sums) {
  HWY_DYNAMIC_DISPATCH(sum_all_bands)(table, power, sums);
}

}  // namespace timbre::features
#endif
