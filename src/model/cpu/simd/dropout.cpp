// Masks of dropout, many Philox counters at once: each lane computes one block of four words.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "model/cpu/simd/dropout.cpp"
#include "model/cpu/simd/targets.hpp"

#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "model/cpu/simd/dropout.hpp"

#include <algorithm>
#include <cstring>

HWY_BEFORE_NAMESPACE();
namespace timbre::model::cpu::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET == HWY_SCALAR  // has no products of 64 bits

void dropout_scales(const DropoutKey& key, DropoutRule rule, std::int32_t example,
                    std::int64_t first, std::int64_t count, float* scales) {
  for (std::int64_t i = 0; i < count; ++i) {
    scales[i] = dropout_scale(key, rule, example, static_cast<std::uint32_t>(first + i));
  }
}

#else

using Wide = hn::ScalableTag<std::uint32_t>;
using Words = hn::Vec<Wide>;

struct Product {
  Words high, low;
};

// The 64-bit products of all lanes with one constant, as halves.
HWY_ATTR Product multiply(Words words, Words constant) {
  const Wide d;
  const hn::Repartition<std::uint64_t, Wide> d64;
  const Words odd = hn::BitCast(d, hn::ShiftRight<32>(hn::BitCast(d64, words)));
  const auto even_products = hn::MulEven(words, constant);
  const auto odd_products = hn::MulEven(odd, constant);
  const Words even_high = hn::BitCast(d, hn::ShiftRight<32>(even_products));
  const Words odd_low = hn::BitCast(d, hn::ShiftLeft<32>(odd_products));
  return {hn::OddEven(hn::BitCast(d, odd_products), even_high),
          hn::OddEven(odd_low, hn::BitCast(d, even_products))};
}

struct Counters {
  Words word[4];
};

// philox() of core/random.hpp on every lane.
HWY_ATTR Counters philox_lanes(Counters counter, std::uint64_t key) {
  const Wide d;
  const Words factor0 = hn::Set(d, 0xD2511F53u);
  const Words factor1 = hn::Set(d, 0xCD9E8D57u);
  std::uint32_t key0 = static_cast<std::uint32_t>(key);
  std::uint32_t key1 = static_cast<std::uint32_t>(key >> 32);
  for (int round = 0; round < 10; ++round) {
    const Product product0 = multiply(counter.word[0], factor0);
    const Product product1 = multiply(counter.word[2], factor1);
    counter = {{hn::Xor(hn::Xor(product1.high, counter.word[1]), hn::Set(d, key0)), product1.low,
                hn::Xor(hn::Xor(product0.high, counter.word[3]), hn::Set(d, key1)), product0.low}};
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  return counter;
}

// dropout_scale() of model/dropout.hpp. Thresholds are multiples of 256, so that the upper 24 bits
// decide, and those can be compared as signed numbers, which every target has.
HWY_ATTR hn::Vec<hn::ScalableTag<float> > scales_of(Words words, DropoutRule rule) {
  const hn::ScalableTag<float> df;
  const hn::ScalableTag<std::int32_t> di;
  const auto steps = hn::BitCast(di, hn::ShiftRight<8>(words));
  const auto below = hn::Set(di, static_cast<std::int32_t>(rule.threshold >> 8) - 1);
  const auto kept = hn::RebindMask(df, hn::Gt(steps, below));
  return hn::IfThenElseZero(kept, hn::Set(df, rule.scale));
}

HWY_ATTR void dropout_scales(const DropoutKey& key, DropoutRule rule, std::int32_t example,
                             std::int64_t first, std::int64_t count, float* scales) {
  const Wide d;
  const hn::ScalableTag<float> df;
  const RandomKey random = key.random();
  const RandomBlock origin = random.counter(key.item(example), 0);
  const std::int64_t lanes = static_cast<std::int64_t>(hn::Lanes(d));
  const std::int64_t stride = 4 * lanes;
  HWY_ALIGN float buffer[4 * hn::MaxLanes(d)];
  const std::int64_t end = first + count;
  for (std::int64_t element = first / 4 * 4; element < end; element += stride) {
    const Words block = hn::Iota(d, static_cast<std::uint32_t>(element / 4));
    const Counters drawn = philox_lanes({{block, hn::Set(d, origin.word[1]),
                                          hn::Set(d, origin.word[2]), hn::Set(d, origin.word[3])}},
                                        random.seed);
    const bool whole = element >= first && element + stride <= end;
    float* target = whole ? scales + (element - first) : buffer;
    hn::StoreInterleaved4(scales_of(drawn.word[0], rule), scales_of(drawn.word[1], rule),
                          scales_of(drawn.word[2], rule), scales_of(drawn.word[3], rule), df,
                          target);
    if (whole) continue;
    const std::int64_t from = std::max(first, element);
    const std::int64_t to = std::min(end, element + stride);
    std::memcpy(scales + (from - first), buffer + (from - element), (to - from) * sizeof(float));
  }
}

#endif

}  // namespace HWY_NAMESPACE
}  // namespace timbre::model::cpu::simd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace timbre::model::cpu::simd {

HWY_EXPORT(dropout_scales);

void dropout_scales(const DropoutKey& key, DropoutRule rule, std::int32_t example,
                    std::int64_t first, std::int64_t count, float* scales) {
  HWY_DYNAMIC_DISPATCH(dropout_scales)(key, rule, example, first, count, scales);
}

}  // namespace timbre::model::cpu::simd
#endif
