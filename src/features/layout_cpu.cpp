#include "features/layout_cpu.hpp"

#include <cstdint>
#include <limits>

#include "timbre/features/decibel.hpp"
#include "timbre/features/layout.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "features/layout_cpu.cpp"
#include <hwy/foreach_target.h>
// clang-format off: this header must come after the one above
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace timbre::features::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::ScalableTag<float>;
using Vector = hn::Vec<Floats>;
using Index = std::int64_t;
constexpr Index lanes = static_cast<Index>(hn::MaxLanes(Floats()));

// Document 001's order is that of the levels. Whole vectors run on into the next row, which is
// written after.
HWY_INLINE void copy_in_order(const ExampleFormat& format, const float* HWY_RESTRICT levels,
                              float lowest, float* HWY_RESTRICT rows) {
  const Floats d;
  const Vector floor = hn::Set(d, lowest);
  const Index columns = format.shape.columns;
  for (Index row = 0; row < format.shape.rows; ++row) {
    const float* HWY_RESTRICT from = levels + level_index(Layout::scrambled, row, 0, 0, columns);
    float* HWY_RESTRICT to = format.row(rows, row);
    for (Index column = 0; column < columns; column += lanes) {
      hn::StoreU(hn::Max(hn::LoadU(d, from + column), floor), d, to + column);
    }
  }
}

// Four frames of four bands at a time.
HWY_INLINE void transpose(const ExampleFormat& format, const float* HWY_RESTRICT levels,
                          float lowest, float* HWY_RESTRICT rows) {
  const hn::FixedTag<float, 4> d;
  const hn::FixedTag<double, 2> pairs;
  const auto floor = hn::Set(d, lowest);
  const Index bands = format.shape.rows, columns = format.shape.columns;
  const Index stride = format.row_stride();
  for (Index column = 0; column < columns; column += 4) {
    for (Index band = 0; band < bands; band += 4) {
      const float* HWY_RESTRICT from =
          levels + level_index(Layout::bands_by_frames, band, column, bands, columns);
      float* HWY_RESTRICT to = format.row(rows, band) + column;
      const auto a = hn::Max(hn::LoadU(d, from), floor);
      const auto b = hn::Max(hn::LoadU(d, from + bands), floor);
      const auto c = hn::Max(hn::LoadU(d, from + 2 * bands), floor);
      const auto e = hn::Max(hn::LoadU(d, from + 3 * bands), floor);
      const auto ab_low = hn::BitCast(pairs, hn::InterleaveLower(d, a, b));
      const auto ce_low = hn::BitCast(pairs, hn::InterleaveLower(d, c, e));
      const auto ab_high = hn::BitCast(pairs, hn::InterleaveUpper(d, a, b));
      const auto ce_high = hn::BitCast(pairs, hn::InterleaveUpper(d, c, e));

      hn::StoreU(hn::BitCast(d, hn::InterleaveLower(pairs, ab_low, ce_low)), d, to);
      hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(pairs, ab_low, ce_low)), d, to + stride);
      hn::StoreU(hn::BitCast(d, hn::InterleaveLower(pairs, ab_high, ce_high)), d, to + 2 * stride);
      hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(pairs, ab_high, ce_high)), d, to + 3 * stride);
    }
  }
}

// The ends of a row repeat beyond it, for the windows of the delta.
HWY_INLINE void repeat_ends(const ExampleFormat& format, float* x) {
  const Index columns = format.shape.columns;
  for (Index beyond = 1; beyond <= format.reach; ++beyond) {
    x[-beyond] = x[0];
    x[columns - 1 + beyond] = x[columns - 1];
  }
}

void lay_out_levels(const ExampleFormat& format, const float* levels, float peak, float* rows) {
  const float lowest = kept_level(-std::numeric_limits<float>::infinity(), peak, format.range);
  if (format.layout == Layout::scrambled) {
    copy_in_order(format, levels, lowest, rows);
  } else {
    transpose(format, levels, lowest, rows);
  }
  for (Index row = 0; row < format.shape.rows; ++row) repeat_ends(format, format.row(rows, row));
}

}  // namespace timbre::features::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace timbre::features {

HWY_EXPORT(lay_out_levels);

void lay_out(const ExampleFormat& format, const float* levels, float peak, float* rows) {
  HWY_DYNAMIC_DISPATCH(lay_out_levels)(format, levels, peak, rows);
}

}  // namespace timbre::features
#endif
