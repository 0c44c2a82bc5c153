// Plain loops, which the compiler vectorises for each target.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "model/cpu/simd/addition.cpp"
#include "model/cpu/simd/targets.hpp"

#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <algorithm>

#include "model/cpu/simd/addition.hpp"

HWY_BEFORE_NAMESPACE();
namespace timbre::model::cpu::simd {
namespace HWY_NAMESPACE {

HWY_ATTR void add(std::int64_t count, const float* HWY_RESTRICT first,
                  const float* HWY_RESTRICT second, bool relu, float* HWY_RESTRICT output) {
  if (!relu) {
    for (std::int64_t i = 0; i < count; ++i) output[i] = first[i] + second[i];
    return;
  }
  for (std::int64_t i = 0; i < count; ++i) {
    const float sum = first[i] + second[i];
    output[i] = sum <= 0.0f ? 0.0f : sum;
  }
}

HWY_ATTR void spread(std::int64_t count, const float* HWY_RESTRICT output_gradient,
                     const float* HWY_RESTRICT output, bool relu, float* HWY_RESTRICT gradient) {
  if (!relu) {
    std::copy_n(output_gradient, count, gradient);
    return;
  }
  for (std::int64_t i = 0; i < count; ++i) {
    gradient[i] = output[i] == 0.0f ? 0.0f : output_gradient[i];
  }
}

HWY_ATTR void spread_sum(std::int64_t count, const float* output_gradient, const float* output,
                         bool relu, float* first_gradient, float* second_gradient) {
  float* const written = first_gradient ? first_gradient : second_gradient;
  if (!written) return;
  spread(count, output_gradient, output, relu, written);
  if (first_gradient && second_gradient) std::copy_n(first_gradient, count, second_gradient);
}

}  // namespace HWY_NAMESPACE
}  // namespace timbre::model::cpu::simd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace timbre::model::cpu::simd {

HWY_EXPORT(add);
HWY_EXPORT(spread_sum);

void add(std::int64_t count, const float* first, const float* second, bool relu, float* output) {
  HWY_DYNAMIC_DISPATCH(add)(count, first, second, relu, output);
}

void spread_sum(std::int64_t count, const float* output_gradient, const float* output, bool relu,
                float* first_gradient, float* second_gradient) {
  HWY_DYNAMIC_DISPATCH(spread_sum)
  (count, output_gradient, output, relu, first_gradient, second_gradient);
}

}  // namespace timbre::model::cpu::simd
#endif
