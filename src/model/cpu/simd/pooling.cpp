// Plain loops along the channels, which the compiler vectorises for each target.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "model/cpu/simd/pooling.cpp"
#include "model/cpu/simd/targets.hpp"

#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "model/cpu/simd/pooling.hpp"
#include "timbre/model/pooling.hpp"

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

template <class Place>
HWY_ATTR void raise(std::int64_t count, const float* HWY_RESTRICT values, Place place,
                    float* HWY_RESTRICT highest, Place* HWY_RESTRICT places) {
  for (std::int64_t i = 0; i < count; ++i) {
    const bool rises = becomes_maximum(values[i], highest[i]);
    highest[i] = rises ? values[i] : highest[i];
    places[i] = rises ? place : places[i];
  }
}

HWY_ATTR void raise_small(std::int64_t count, const float* values, std::uint8_t place,
                          float* highest, std::uint8_t* places) {
  raise(count, values, place, highest, places);
}

HWY_ATTR void raise_large(std::int64_t count, const float* values, std::int32_t place,
                          float* highest, std::int32_t* places) {
  raise(count, values, place, highest, places);
}

HWY_ATTR void add_where(std::int64_t count, const std::uint8_t* HWY_RESTRICT places,
                        std::uint8_t place, const float* HWY_RESTRICT values,
                        float* HWY_RESTRICT sums) {
  for (std::int64_t i = 0; i < count; ++i) sums[i] += places[i] == place ? values[i] : 0.0f;
}

}  // namespace HWY_NAMESPACE
}  // namespace timbre::model::cpu::simd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace timbre::model::cpu::simd {

HWY_EXPORT(add_values);
HWY_EXPORT(scale_values);
HWY_EXPORT(raise_small);
HWY_EXPORT(raise_large);
HWY_EXPORT(add_where);

void add_values(std::int64_t count, const float* values, float* sums) {
  HWY_DYNAMIC_DISPATCH(add_values)(count, values, sums);
}

void scale_values(std::int64_t count, float factor, const float* values, float* output) {
  HWY_DYNAMIC_DISPATCH(scale_values)(count, factor, values, output);
}

void raise_maxima(std::int64_t count, const float* values, std::uint8_t place, float* highest,
                  std::uint8_t* places) {
  HWY_DYNAMIC_DISPATCH(raise_small)(count, values, place, highest, places);
}

void raise_maxima(std::int64_t count, const float* values, std::int32_t place, float* highest,
                  std::int32_t* places) {
  HWY_DYNAMIC_DISPATCH(raise_large)(count, values, place, highest, places);
}

void add_where(std::int64_t count, const std::uint8_t* places, std::uint8_t place,
               const float* values, float* sums) {
  HWY_DYNAMIC_DISPATCH(add_where)(count, places, place, values, sums);
}

}  // namespace timbre::model::cpu::simd
#endif
