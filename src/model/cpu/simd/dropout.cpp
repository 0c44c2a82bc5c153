// Masks of dropout, many Philox counters at once: each lane computes one block of four words.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "model/cpu/simd/dropout.cpp"
#include "model/cpu/simd/targets.hpp"

#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "model/cpu/simd/dropout.hpp"

#include <algorithm>

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

// Words of 32 bits in the lower halves of lanes of 64. The upper halves hold anything: products
// read the lower halves alone, so that neither half of a product has to be moved into place.
using Wide = hn::ScalableTag<std::uint64_t>;
using Words = hn::Vec<Wide>;
using Pairs = hn::Repartition<std::uint32_t, Wide>;

struct Counters {
  Words word[4];
};

HWY_INLINE Words multiply(Words words, std::uint32_t factor) {
  const Pairs d;
  return hn::MulEven(hn::BitCast(d, words), hn::Set(d, factor));
}

// philox() of core/random.hpp on every lane.
HWY_INLINE Counters philox_lanes(Counters counter, std::uint64_t key) {
  const Wide d;
  std::uint32_t key0 = static_cast<std::uint32_t>(key);
  std::uint32_t key1 = static_cast<std::uint32_t>(key >> 32);
  for (int round = 0; round < 10; ++round) {
    const Words product0 = multiply(counter.word[0], 0xD2511F53u);
    const Words product1 = multiply(counter.word[2], 0xCD9E8D57u);
    const Words high0 = hn::ShiftRight<32>(product0);
    const Words high1 = hn::ShiftRight<32>(product1);
    counter = {{hn::Xor(hn::Xor(high1, counter.word[1]), hn::Set(d, key0)), product1,
                hn::Xor(hn::Xor(high0, counter.word[3]), hn::Set(d, key1)), product0}};
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  return counter;
}

// dropout_scale() of model/dropout.hpp for two words of each block, side by side. Thresholds are
// multiples of 256, so that the upper 24 bits decide, and those can be compared as signed numbers,
// which every target has.
HWY_INLINE Words scales_of(Words first, Words second, DropoutRule rule) {
  const Pairs d;
  const hn::RebindToSigned<Pairs> di;
  const hn::RebindToFloat<Pairs> df;
  const auto words = hn::OddEven(hn::BitCast(d, hn::ShiftLeft<32>(second)), hn::BitCast(d, first));
  const auto steps = hn::BitCast(di, hn::ShiftRight<8>(words));
  const auto below = hn::Set(di, static_cast<std::int32_t>(rule.threshold >> 8) - 1);
  const auto kept = hn::RebindMask(df, hn::Gt(steps, below));
  return hn::BitCast(Wide(), hn::IfThenElseZero(kept, hn::Set(df, rule.scale)));
}

HWY_ATTR void dropout_scales(const DropoutKey& key, DropoutRule rule, std::int32_t example,
                             std::int64_t first, std::int64_t count, float* scales) {
  const Wide d;
  const RandomKey random = key.random();
  const RandomBlock origin = random.counter(key.item(example), 0);
  const Words lanes = hn::Iota(d, 0);
  const std::int64_t stride = 4 * static_cast<std::int64_t>(hn::Lanes(d));
  const std::int64_t end = first + count;
  HWY_ALIGN float buffer[4 * hn::MaxLanes(d)];
  for (std::int64_t element = first / 4 * 4; element < end; element += stride) {
    const Words block = hn::Add(lanes, hn::Set(d, static_cast<std::uint64_t>(element / 4)));
    const Counters drawn = philox_lanes({{block, hn::Set(d, origin.word[1]),
                                          hn::Set(d, origin.word[2]), hn::Set(d, origin.word[3])}},
                                        random.seed);
    const bool whole = element >= first && element + stride <= end;
    float* target = whole ? scales + (element - first) : buffer;
    hn::StoreInterleaved2(scales_of(drawn.word[0], drawn.word[1], rule),
                          scales_of(drawn.word[2], drawn.word[3], rule), d,
                          reinterpret_cast<std::uint64_t*>(target));
    if (whole) continue;
    const std::int64_t from = std::max(first, element);
    const std::int64_t to = std::min(end, element + stride);
    std::copy(buffer + (from - element), buffer + (to - element), scales + (from - first));
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
