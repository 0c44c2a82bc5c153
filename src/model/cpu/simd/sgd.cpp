// A plain loop around the formula of model/sgd.hpp, which the compiler vectorises for each target.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "model/cpu/simd/sgd.cpp"
#include "model/cpu/simd/targets.hpp"

#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "model/cpu/simd/sgd.hpp"

HWY_BEFORE_NAMESPACE();
namespace timbre::model::cpu::simd {
namespace HWY_NAMESPACE {

HWY_ATTR void sgd_updates(const SgdStep& step, std::int64_t count,
                          const float* HWY_RESTRICT gradient, float* HWY_RESTRICT value,
                          float* HWY_RESTRICT velocity) {
  const SgdStep constants = step;
  for (std::int64_t i = 0; i < count; ++i) {
    sgd_update(constants, gradient[i], value[i], velocity[i]);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace timbre::model::cpu::simd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace timbre::model::cpu::simd {

HWY_EXPORT(sgd_updates);

void sgd_updates(const SgdStep& step, std::int64_t count, const float* gradient, float* value,
                 float* velocity) {
  HWY_DYNAMIC_DISPATCH(sgd_updates)(step, count, gradient, value, velocity);
}

}  // namespace timbre::model::cpu::simd
#endif
