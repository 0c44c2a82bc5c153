// Plain loops along the channels, which the compiler vectorises for each target.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "model/cpu/simd/pooling.cpp"
#include "model/cpu/simd/targets.hpp"

#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "model/cpu/simd/pooling.hpp"

HWY_BEFORE_NAMESPACE();
namespace timbre::model::cpu::simd {
namespace HWY_NAMESPACE {

HWY_ATTR void add_values(std::int64_t count, const float* HWY_RESTRICT values,
                         float* HWY_RESTRICT sums) {
  for (std::int64_t i = 0; i < count; ++i) sums[i] += values[i];
}

HWY_ATTR void scale_values(std::int64_t count, float factor, const float* values, float* output) {
  for (std::int64_t i = 0; i < count; ++i) output[i] = factor * values[i];
}

}  // namespace HWY_NAMESPACE
}  // namespace timbre::model::cpu::simd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace timbre::model::cpu::simd {

HWY_EXPORT(add_values);
HWY_EXPORT(scale_values);

void add_values(std::int64_t count, const float* values, float* sums) {
  HWY_DYNAMIC_DISPATCH(add_values)(count, values, sums);
}

void scale_values(std::int64_t count, float factor, const float* values, float* output) {
  HWY_DYNAMIC_DISPATCH(scale_values)(count, factor, values, output);
}

}  // namespace timbre::model::cpu::simd
#endif
