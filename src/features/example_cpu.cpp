#include "features/example_cpu.hpp"

#include <algorithm>
#include <cstddef>

#include "timbre/features/decibel.hpp"
#include "timbre/features/delta.hpp"
#include "timbre/features/layout.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "features/example_cpu.cpp"
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

// Levels into rows with their floor; the ends repeat beyond, for the windows of the delta.
template <Layout layout>
HWY_INLINE void lay_out(const ExampleFormat& format, const float* HWY_RESTRICT levels, float peak,
                        float* HWY_RESTRICT rows) {
  const Index bands = format.shape.rows, columns = format.shape.columns;
  for (Index row = 0; row < bands; ++row) {
    float* HWY_RESTRICT x = rows + row * format.row_stride() + format.reach;
    for (Index column = 0; column < columns; ++column) {
      x[column] =
          kept_level(levels[level_index(layout, row, column, bands, columns)], peak, format.range);
    }
    for (Index beyond = 1; beyond <= format.reach; ++beyond) {
      x[-beyond] = x[0];
      x[columns - 1 + beyond] = x[columns - 1];
    }
  }
}

// The slopes at the columns from x on.
HWY_INLINE Vector slopes(const ExampleFormat& format, const float* x) {
  const Floats d;
  Vector sum = hn::Zero(d);
  for (Index distance = 1; distance <= format.reach; ++distance) {
    const Vector rise = hn::Sub(hn::LoadU(d, x + distance), hn::LoadU(d, x - distance));
    sum = hn::MulAdd(rise, hn::Set(d, format.delta_weights[distance - 1]), sum);
  }
  return sum;
}

template <bool with_delta>
HWY_INLINE void write_columns(const ExampleFormat& format, const float* x, float* out) {
  const Floats d;
  if constexpr (with_delta) {
    hn::StoreInterleaved2(hn::LoadU(d, x), slopes(format, x), d, out);
  } else {
    hn::StoreU(hn::LoadU(d, x), d, out);
  }
}

// The last vector ends with the row and may repeat columns of the one before it, so that nothing
// is written behind the row. Rows shorter than a vector go through a buffer.
template <bool with_delta>
HWY_INLINE void write_row(const ExampleFormat& format, const float* x, float* out) {
  constexpr Index lanes = static_cast<Index>(hn::MaxLanes(Floats()));
  constexpr Index channels = with_delta ? 2 : 1;
  const Index columns = format.shape.columns;
  if (columns < lanes) {
    HWY_ALIGN float buffer[channels * lanes];
    write_columns<with_delta>(format, x, buffer);
    std::copy_n(buffer, channels * columns, out);
    return;
  }
  for (Index column = 0; column < columns; column += lanes) {
    const Index start = std::min(column, columns - lanes);
    write_columns<with_delta>(format, x + start, out + channels * start);
  }
}

// The columns near the ends take over the slope of another one where delta_centre says so.
void mend_ends(const ExampleFormat& format, float* HWY_RESTRICT row) {
  const int columns = static_cast<int>(format.shape.columns);
  const auto mend = [&](int column) {
    row[2 * column + 1] = row[2 * delta_centre(format.delta, column, columns, format.width) + 1];
  };
  for (int column = 0; column < format.reach; ++column) {
    mend(column);
    mend(columns - 1 - column);
  }
}

void write(const ExampleFormat& format, const float* levels, float peak, float* rows,
           float* example) {
  if (format.layout == Layout::scrambled) {
    lay_out<Layout::scrambled>(format, levels, peak, rows);
  } else {
    lay_out<Layout::bands_by_frames>(format, levels, peak, rows);
  }
  for (Index row = 0; row < format.shape.rows; ++row) {
    const float* x = rows + row * format.row_stride() + format.reach;
    float* out = example + row * format.shape.columns * format.shape.channels;
    if (format.delta == DeltaKind::none) {
      write_row<false>(format, x, out);
    } else {
      write_row<true>(format, x, out);
      mend_ends(format, out);
    }
  }
}

}  // namespace timbre::features::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace timbre::features {

HWY_EXPORT(write);

ExampleFormat::ExampleFormat(const FeatureOptions& options, const ExampleShape& example_shape)
    : shape(example_shape),
      layout(options.layout),
      delta(options.delta.kind),
      width(options.delta.width),
      reach(delta == DeltaKind::none ? 0 : delta_reach(width)),
      range(static_cast<float>(options.decibel.range)) {
  for (int distance = 1; distance <= reach; ++distance) {
    delta_weights.push_back(static_cast<float>(delta_weight(distance, width)));
  }
}

void write_example(const ExampleFormat& format, const float* levels, float peak, float* rows,
                   float* example) {
  HWY_DYNAMIC_DISPATCH(write)(format, levels, peak, rows, example);
}

}  // namespace timbre::features
#endif
