#include "resample/dot_product.hpp"

// SVE's and RVV's vectors have no size at compile time and cannot stand in an array.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "resample/dot_product.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace timbre::resample::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// The scalar target, which has no halves, has a single lane anyway.
template <class Tag, class Vector>
HWY_INLINE float add_halves([[maybe_unused]] Tag tag, Vector sum) {
#if HWY_TARGET != HWY_SCALAR
  if constexpr (hn::MaxLanes(tag) > 1) {
    const hn::Half<Tag> half;
    return add_halves(half, hn::Add(hn::LowerHalf(half, sum), hn::UpperHalf(half, sum)));
  }
#endif
  return hn::GetLane(sum);
}

void sums_of_products(const WeightBlock* HWY_RESTRICT row,
                      const std::array<const float*, 4>& windows, int blocks,
                      std::array<float, 4>& results) {
  const hn::CappedTag<float, block_size> tag;
  using Vector = hn::Vec<decltype(tag)>;
  constexpr int lanes = static_cast<int>(hn::MaxLanes(tag));
  constexpr int registers = block_size / lanes;

  Vector sums[4][registers];
  for (auto& window_sums : sums) {
    for (Vector& sum : window_sums) sum = hn::Zero(tag);
  }
  for (int block = 0; block < blocks; ++block) {
    for (int part = 0; part < registers; ++part) {
      const Vector weights = hn::Load(tag, row[block].weights + part * lanes);
      const int start = block * block_size + part * lanes;
      for (int window = 0; window < 4; ++window) {
        sums[window][part] =
            hn::MulAdd(weights, hn::LoadU(tag, windows[window] + start), sums[window][part]);
      }
    }
  }
  for (int window = 0; window < 4; ++window) {
    auto& parts = sums[window];
    for (int half = registers / 2; half > 0; half /= 2) {
      for (int part = 0; part < half; ++part)
        parts[part] = hn::Add(parts[part], parts[part + half]);
    }
    results[window] = add_halves(tag, parts[0]);
  }
}

}  // namespace timbre::resample::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace timbre::resample {

HWY_EXPORT(sums_of_products);

DotProducts dot_products() {
  return &HWY_DYNAMIC_DISPATCH(sums_of_products);
}

}  // namespace timbre::resample
#endif
