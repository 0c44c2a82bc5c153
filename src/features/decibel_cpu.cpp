#include "features/decibel_cpu.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <numbers>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "features/decibel_cpu.cpp"
#include <hwy/foreach_target.h>
// clang-format off: this header must come after the one above
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace timbre::features::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::ScalableTag<float>;
using Vector = hn::Vec<Floats>;

// What a factor of e counts, and a factor of two in two parts, of which the first has so few digits
// that an exponent times it is exact.
struct Decibels {
  static constexpr double per_e = 10.0 * std::numbers::log10e;
  static constexpr float per_two_high = 0x1.815p+1f;
  static constexpr float per_two_low =
      static_cast<float>(per_e * std::numbers::ln2 - double{per_two_high});
};
struct Natural {
  static constexpr double per_e = 1.0;
  static constexpr float per_two_high = 0x1.62ep-1f;
  static constexpr float per_two_low = static_cast<float>(std::numbers::ln2 - double{per_two_high});
};

// The factor of s^power in the series below.
template <typename Unit>
HWY_INLINE Vector factor(int power) {
  return hn::Set(Floats(), static_cast<float>(2.0 * Unit::per_e / power));
}

// The logarithm of normal numbers: x = 2^e m with sqrt(1/2) <= m < sqrt(2), and
// ln m = 2 (s + s^3 / 3 + s^5 / 5 + ...) with s = (m - 1) / (m + 1), |s| < 0.172. The first term
// left out, s^11 / 11, is 2e-9 of the whole.
template <typename Unit>
HWY_INLINE Vector level(Vector power) {
  const Floats d;
  const hn::RebindToSigned<Floats> di;
  constexpr std::int32_t bits_of_sqrt_half = 0x3F3504F3;
  const auto bits = hn::BitCast(di, power);
  const auto exponent = hn::ShiftRight<23>(hn::Sub(bits, hn::Set(di, bits_of_sqrt_half)));
  const Vector m = hn::BitCast(d, hn::Sub(bits, hn::ShiftLeft<23>(exponent)));
  const Vector one = hn::Set(d, 1.0f);
  const Vector s = hn::Div(hn::Sub(m, one), hn::Add(m, one));
  const Vector s2 = hn::Mul(s, s);
  Vector series = hn::MulAdd(factor<Unit>(9), s2, factor<Unit>(7));
  series = hn::MulAdd(series, s2, factor<Unit>(5));
  series = hn::MulAdd(series, s2, factor<Unit>(3));
  series = hn::Mul(hn::MulAdd(series, s2, factor<Unit>(1)), s);
  const Vector e = hn::ConvertTo(d, exponent);
  return hn::MulAdd(e, hn::Set(d, Unit::per_two_high),
                    hn::MulAdd(e, hn::Set(d, Unit::per_two_low), series));
}

// Values below the floor count as it.
template <typename Unit>
struct Floored {
  Vector floor;
  HWY_INLINE Vector operator()(Vector value) const { return level<Unit>(hn::Max(value, floor)); }
};

// Without a floor, the logarithm of 0 is minus infinity.
struct Unfloored {
  HWY_INLINE Vector operator()(Vector value) const {
    const Floats d;
    const Vector smallest = hn::Set(d, std::numeric_limits<float>::min());
    return hn::IfThenElse(hn::Eq(value, hn::Zero(d)),
                          hn::Set(d, -std::numeric_limits<float>::infinity()),
                          level<Natural>(hn::Max(value, smallest)));
  }
};

template <typename Level>
HWY_INLINE void replace(float* HWY_RESTRICT values, std::size_t count, const Level& level_of) {
  const Floats d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t index = 0;
  for (; index + lanes <= count; index += lanes) {
    hn::StoreU(level_of(hn::LoadU(d, values + index)), d, values + index);
  }
  if (index < count) {
    HWY_ALIGN float rest[hn::MaxLanes(d)] = {};
    std::copy_n(values + index, count - index, rest);
    hn::Store(level_of(hn::Load(d, rest)), d, rest);
    std::copy_n(rest, count - index, values + index);
  }
}

void levels_of(const LevelRule& rule, float* values, std::size_t count) {
  const Vector floor = hn::Set(Floats(), rule.floor);
  if (rule.logarithm == Logarithm::decibel) {
    replace(values, count, Floored<Decibels>{floor});
  } else if (rule.floor > 0.0f) {
    replace(values, count, Floored<Natural>{floor});
  } else {
    replace(values, count, Unfloored());
  }
}

float highest_of(const float* HWY_RESTRICT levels, std::size_t count) {
  const Floats d;
  const std::size_t lanes = hn::Lanes(d);
  Vector highest = hn::Set(d, levels[0]);
  std::size_t index = 0;
  for (; index + lanes <= count; index += lanes) {
    highest = hn::Max(highest, hn::LoadU(d, levels + index));
  }
  float peak = hn::GetLane(hn::MaxOfLanes(d, highest));
  for (; index < count; ++index) peak = std::max(peak, levels[index]);
  return peak;
}

}  // namespace timbre::features::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace timbre::features {

HWY_EXPORT(levels_of);
HWY_EXPORT(highest_of);

void to_levels(const LevelRule& rule, float* values, std::size_t count) {
  HWY_DYNAMIC_DISPATCH(levels_of)(rule, values, count);
}

float peak_level(const float* levels, std::size_t count) {
  return HWY_DYNAMIC_DISPATCH(highest_of)(levels, count);
}

}  // namespace timbre::features
#endif
