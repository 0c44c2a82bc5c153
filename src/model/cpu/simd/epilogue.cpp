// Vectors run along the channels; the rest of the channels goes by fours and one by one through the
// same code.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "model/cpu/simd/epilogue.cpp"
#include "model/cpu/simd/targets.hpp"

#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "model/cpu/simd/epilogue.hpp"
#include "timbre/model/pooling.hpp"

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace timbre::model::cpu::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Where a vector of channels lies: offsets in the row of outputs and in the rows of inputs.
struct Place {
  std::int64_t output;
  std::int64_t input;  // of the window's upper left corner
  std::int64_t channel;
};

// Calls body(tag, place) for every vector of channels of every output column.
template <class Body>
HWY_INLINE void for_each_vector(std::int64_t columns, std::int64_t channels, int pool,
                                const Body& body) {
  const hn::ScalableTag<float> full;
  const hn::CappedTag<float, 4> four;
  const hn::CappedTag<float, 1> single;
  for (std::int64_t column = 0; column < columns / pool; ++column) {
    const std::int64_t output = column * channels;
    const std::int64_t input = output * pool;
    std::int64_t channel = 0;
    const auto advance = [&](auto d) HWY_ATTR {
      const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
      for (; channel + lanes <= channels; channel += lanes) {
        body(d, Place{output + channel, input + channel, channel});
      }
    };
    advance(full);
    advance(four);
    advance(single);
  }
}

template <class D>
HWY_INLINE void forward_vector(D d, const EpilogueRow& row, const Place& place) {
  const hn::RebindToSigned<D> di;
  const hn::Rebind<std::uint8_t, D> d8;
  const float* line = row.input + place.input;
  auto value = hn::LoadU(d, line);
  auto passed = hn::Zero(di);
  for (int i = 0; i < row.pool; ++i, line += row.columns * row.channels) {
    for (int j = 0; j < row.pool; ++j) {
      const auto other = hn::LoadU(d, line + j * row.channels);
      const auto better = hn::Or(hn::Gt(other, value), hn::IsNaN(other));
      value = hn::IfThenElse(better, other, value);
      passed = hn::IfThenElse(hn::RebindMask(di, better), hn::Set(di, i * row.pool + j), passed);
    }
  }
  const auto nothing = hn::Set(di, nothing_passes(row.pool));
  if (row.bias) value = hn::Add(value, hn::LoadU(d, row.bias + place.channel));
  if (row.relu) {
    const auto dead = hn::Le(value, hn::Zero(d));
    value = hn::IfThenZeroElse(dead, value);
    passed = hn::IfThenElse(hn::RebindMask(di, dead), nothing, passed);
  }
  if (row.scales) {
    const auto scale = hn::LoadU(d, row.scales + place.output);
    value = hn::Mul(value, scale);
    const auto dropped = hn::Eq(scale, hn::Zero(d));
    passed = hn::IfThenElse(hn::RebindMask(di, dropped), nothing, passed);
  }
  hn::StoreU(value, d, row.output + place.output);
  if (row.passed) hn::StoreU(hn::DemoteTo(d8, passed), d8, row.passed + place.output);
}

// `row` is a copy, so that stores of bytes cannot change it.
HWY_ATTR void epilogue_row(EpilogueRow row) {
  for_each_vector(row.columns, row.channels, row.pool,
                  [=](auto d, const Place& place) HWY_ATTR { forward_vector(d, row, place); });
}

template <class D>
HWY_INLINE void backward_vector(D d, const EpilogueGradientRow& row, const Place& place) {
  const hn::RebindToSigned<D> di;
  const hn::Rebind<std::uint8_t, D> d8;
  auto gradient = hn::LoadU(d, row.output_gradient + place.output);
  float* input = row.input_gradient + place.input;
  if (row.passed) {
    gradient = hn::Mul(gradient, hn::Set(d, row.scale));
    const auto passed = hn::PromoteTo(di, hn::LoadU(d8, row.passed + place.output));
    float* line = input;
    for (int i = 0; i < row.pool; ++i, line += row.columns * row.channels) {
      for (int j = 0; j < row.pool; ++j) {
        const auto here = hn::RebindMask(d, hn::Eq(passed, hn::Set(di, i * row.pool + j)));
        hn::StoreU(hn::IfThenElseZero(here, gradient), d, line + j * row.channels);
      }
    }
    const auto nothing = hn::Set(di, nothing_passes(row.pool));
    gradient = hn::IfThenZeroElse(hn::RebindMask(d, hn::Eq(passed, nothing)), gradient);
  } else {
    hn::StoreU(gradient, d, input);
  }
  if (row.bias_gradient) {
    float* sum = row.bias_gradient + place.channel;
    hn::StoreU(hn::Add(hn::LoadU(d, sum), gradient), d, sum);
  }
}

HWY_ATTR void epilogue_gradient_row(EpilogueGradientRow row) {
  for_each_vector(row.columns, row.channels, row.pool,
                  [=](auto d, const Place& place) HWY_ATTR { backward_vector(d, row, place); });
  const std::int64_t covered = row.columns / row.pool * row.pool;
  for (int line = 0; line < row.pool; ++line) {
    float* cut = row.input_gradient + (line * row.columns + covered) * row.channels;
    std::fill_n(cut, (row.columns - covered) * row.channels, 0.0f);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace timbre::model::cpu::simd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace timbre::model::cpu::simd {

HWY_EXPORT(epilogue_row);
HWY_EXPORT(epilogue_gradient_row);

void epilogue_row(const EpilogueRow& row) {
  HWY_DYNAMIC_DISPATCH(epilogue_row)(row);
}

void epilogue_gradient_row(const EpilogueGradientRow& row) {
  HWY_DYNAMIC_DISPATCH(epilogue_gradient_row)(row);
}

}  // namespace timbre::model::cpu::simd
#endif
