#include "features/decibel_cpu.hpp"

#include <algorithm>
#include <cstdint>
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

constexpr double decibels_per_e = 10.0 * std::numbers::log10e;
constexpr double decibels_per_two = decibels_per_e * std::numbers::ln2;
constexpr float per_two_high = 0x1.815p+1f;
constexpr float per_two_low = static_cast<float>(decibels_per_two - double{per_two_high});

// The factor of s^power in the series below, in decibels.
HWY_INLINE Vector factor(int power) {
  return hn::Set(Floats(), static_cast<float>(2.0 * decibels_per_e / power));
}

// 10 log10(x) of normal numbers: x = 2^e m with sqrt(1/2) <= m < sqrt(2), and
// ln m = 2 (s + s^3 / 3 + s^5 / 5 + ...) with s = (m - 1) / (m + 1), |s| < 0.172. The first term
// left out, s^11 / 11, is 2e-9 of the whole. A power of two counts 3.01 dB, in two parts of which
// the first has so few digits that e times it is exact.
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
  Vector series = hn::MulAdd(factor(9), s2, factor(7));
  series = hn::MulAdd(series, s2, factor(5));
  series = hn::MulAdd(series, s2, factor(3));
  series = hn::Mul(hn::MulAdd(series, s2, factor(1)), s);
  const Vector e = hn::ConvertTo(d, exponent);
  return hn::MulAdd(e, hn::Set(d, per_two_high), hn::MulAdd(e, hn::Set(d, per_two_low), series));
}

void levels_of(float* HWY_RESTRICT powers, std::size_t count, float floor) {
  const Floats d;
  const Vector lowest = hn::Set(d, floor);
  const std::size_t lanes = hn::Lanes(d);
  std::size_t index = 0;
  for (; index + lanes <= count; index += lanes) {
    hn::StoreU(level(hn::Max(hn::LoadU(d, powers + index), lowest)), d, powers + index);
  }
  if (index < count) {
    const auto rest = hn::FirstN(d, count - index);
    const Vector power = hn::Max(hn::MaskedLoad(rest, d, powers + index), lowest);
    hn::BlendedStore(level(power), rest, d, powers + index);
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

void to_decibels(float* powers, std::size_t count, float floor) {
  HWY_DYNAMIC_DISPATCH(levels_of)(powers, count, floor);
}

float peak_level(const float* levels, std::size_t count) {
  return HWY_DYNAMIC_DISPATCH(highest_of)(levels, count);
}

}  // namespace timbre::features
#endif
