#include "features/delta_cpu.hpp"

#include <algorithm>
#include <cstdint>

#include "timbre/features/delta.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "features/delta_cpu.cpp"
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

// How a row is written: levels only, or levels and slopes by turns.
struct LevelsOnly {
  static constexpr Index channels = 1;
  HWY_INLINE void write(const float* x, float* out) const {
    const Floats d;
    hn::StoreU(hn::LoadU(d, x), d, out);
  }
};

struct LevelsAndSlopes {
  static constexpr Index channels = 2;
  Index reach;
  const float* HWY_RESTRICT weights;

  HWY_INLINE void write(const float* HWY_RESTRICT x, float* HWY_RESTRICT out) const {
    const Floats d;
    Vector slope = hn::Zero(d);
    for (Index distance = 1; distance <= reach; ++distance) {
      const Vector rise = hn::Sub(hn::LoadU(d, x + distance), hn::LoadU(d, x - distance));
      slope = hn::MulAdd(rise, hn::Set(d, weights[distance - 1]), slope);
    }
    hn::StoreInterleaved2(hn::LoadU(d, x), slope, d, out);
  }
};

// The last vector ends with the row and may repeat columns of the one before it, so that nothing
// is written behind the row. Rows shorter than a vector go through a buffer.
template <typename Columns>
HWY_INLINE void write_row(const Columns& kind, Index columns, const float* x, float* out) {
  if (columns < lanes) {
    HWY_ALIGN float buffer[Columns::channels * lanes];
    kind.write(x, buffer);
    std::copy_n(buffer, Columns::channels * columns, out);
    return;
  }
  for (Index column = 0; column < columns; column += lanes) {
    const Index start = std::min(column, columns - lanes);
    kind.write(x + start, out + Columns::channels * start);
  }
}

template <typename Columns>
HWY_INLINE void write_rows(const Columns& kind, const ExampleFormat& format, const float* rows,
                           float* example) {
  const Index columns = format.shape.columns;
  for (Index row = 0; row < format.shape.rows; ++row) {
    write_row(kind, columns, format.row(rows, row), example + row * columns * Columns::channels);
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

void write_all(const ExampleFormat& format, const float* rows, float* example) {
  if (format.delta == DeltaKind::none) return write_rows(LevelsOnly(), format, rows, example);
  write_rows(LevelsAndSlopes{format.reach, format.delta_weights.data()}, format, rows, example);
  for (Index row = 0; row < format.shape.rows; ++row) {
    mend_ends(format, example + row * format.shape.columns * format.shape.channels);
  }
}

}  // namespace timbre::features::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace timbre::features {

HWY_EXPORT(write_all);

void write_example(const ExampleFormat& format, const float* rows, float* example) {
  HWY_DYNAMIC_DISPATCH(write_all)(format, rows, example);
}

}  // namespace timbre::features
#endif
