// A plain loop around the formula of model/adam.hpp, which the compiler vectorises for each target.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "model/cpu/simd/adam.cpp"
#include "model/cpu/simd/targets.hpp"

#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "model/cpu/simd/adam.hpp"

HWY_BEFORE_NAMESPACE();
namespace timbre::model::cpu::simd {
namespace HWY_NAMESPACE {

HWY_ATTR void adam_updates(const AdamStep& step, std::int64_t count,
                           const float* HWY_RESTRICT gradient, float* HWY_RESTRICT value,
                           float* HWY_RESTRICT first_moment, float* HWY_RESTRICT second_moment) {
  const AdamStep constants = step;
  for (std::int64_t i = 0; i < count; ++i) {
    adam_update(constants, gradient[i], value[i], first_moment[i], second_moment[i]);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace timbre::model::cpu::simd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace timbre::model::cpu::simd {

HWY_EXPORT(adam_updates);

void adam_updates(const AdamStep& step, std::int64_t count, const float* gradient, float* value,
                  float* first_moment, float* second_moment) {
  HWY_DYNAMIC_DISPATCH(adam_updates)(step, count, gradient, value, first_moment, second_moment);
}

}  // namespace timbre::model::cpu::simd
#endif
