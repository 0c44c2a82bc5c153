#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "model/cpu/simd/activation.cpp"
#include "model/cpu/simd/targets.hpp"

#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "model/cpu/simd/activation.hpp"
#include "timbre/model/activation.hpp"

#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();
namespace timbre::model::cpu::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Calls body(tag, index) for every vector, the rest one by one.
template <class Body>
HWY_INLINE void for_each_vector(std::int64_t count, const Body& body) {
  const hn::ScalableTag<float> full;
  const hn::CappedTag<float, 1> single;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(full));
  std::int64_t i = 0;
  for (; i + lanes <= count; i += lanes) body(full, i);
  for (; i < count; ++i) body(single, i);
}

template <class D, class V>
HWY_INLINE V sigmoid_of(D d, V x) {
  const V one = hn::Set(d, 1.0f);
  return hn::Div(one, hn::Add(one, hn::Exp(d, hn::Neg(x))));
}

HWY_ATTR void activate(Activation function, std::int64_t count, const float* HWY_RESTRICT input,
                       float* HWY_RESTRICT output) {
  const bool is_tanh = function == Activation::tanh;
  for_each_vector(count, [=](auto d, std::int64_t i) HWY_ATTR {
    const auto x = hn::LoadU(d, input + i);
    const auto y = is_tanh ? hn::Tanh(d, x) : sigmoid_of(d, x);
    hn::StoreU(hn::IfThenElse(hn::IsNaN(x), x, y), d, output + i);
  });
}

// A plain loop, which the compiler vectorises for each target.
HWY_ATTR void activation_gradients(Activation function, std::int64_t count,
                                   const float* HWY_RESTRICT output,
                                   const float* HWY_RESTRICT output_gradient,
                                   float* HWY_RESTRICT input_gradient) {
  for (std::int64_t i = 0; i < count; ++i) {
    input_gradient[i] = output_gradient[i] * slope_at(function, output[i]);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace timbre::model::cpu::simd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace timbre::model::cpu::simd {

HWY_EXPORT(activate);
HWY_EXPORT(activation_gradients);

void activate(Activation function, std::int64_t count, const float* input, float* output) {
  HWY_DYNAMIC_DISPATCH(activate)(function, count, input, output);
}

void activation_gradients(Activation function, std::int64_t count, const float* output,
                          const float* output_gradient, float* input_gradient) {
  HWY_DYNAMIC_DISPATCH(activation_gradients)
  (function, count, output, output_gradient, input_gradient);
}

}  // namespace timbre::model::cpu::simd
#endif
