#pragma once

// Device functions of epilogues. Kernel files include gpu/kernel.cuh first.
#include "core/pack.cuh"
#include "model/epilogue.hpp"
#include "timbre/model/pooling.hpp"

namespace timbre::cuda {

/// The part of an epilogue that comes after the maximum over a window.
struct EpilogueRule {
  bool relu;
  bool drops;
  std::uint32_t layer;
  model::DropoutRule dropout;

  static EpilogueRule of(const model::Epilogue& epilogue) {
    return {epilogue.relu, epilogue.dropout(), epilogue.dropout_layer,
            model::DropoutRule::of(epilogue.rate)};
  }
};

/// Where a thread's `Width` neighbouring outputs lie in each example; `element` is their number in
/// the output, a multiple of Width.
struct OutputPlace {
  std::uint32_t element;
  std::uint32_t channel;
  std::uint32_t corner;  ///< pixel of the window's upper left corner

  __device__ OutputPlace(const EpilogueShape& shape, std::uint32_t output_element)
      : element(output_element), channel(output_element % shape.channels) {
    const std::uint32_t pixel = element / shape.channels;
    const std::uint32_t row = pixel / shape.output_columns();
    const std::uint32_t column = pixel % shape.output_columns();
    corner = (row * shape.columns + column) * shape.pool;
  }
};

/// The maximum of a window and its number in it: `sums_at(pixel)` gives the sums of a pixel.
template <int Width, typename SumsAt>
__device__ __forceinline__ Pack<Width> pooled(const EpilogueShape& shape, std::uint32_t corner,
                                              int (&passed)[Width], const SumsAt& sums_at) {
  Pack<Width> best = sums_at(corner);
  for (int i = 0; i < Width; ++i) passed[i] = 0;
  for (std::uint32_t row = 0; row < shape.pool; ++row) {
    for (std::uint32_t column = 0; column < shape.pool; ++column) {
      if (row + column == 0) continue;
      const Pack<Width> next = sums_at(corner + row * shape.columns + column);
      for (int i = 0; i < Width; ++i) {
        if (!model::becomes_maximum(next.value[i], best.value[i])) continue;
        best.value[i] = next.value[i];
        passed[i] = static_cast<int>(row * shape.pool + column);
      }
    }
  }
  return best;
}

/// Of `Width` neighbouring values of one dropout layer.
template <int Width>
__device__ __forceinline__ Pack<Width> dropout_scales(const model::DropoutKey& key,
                                                      model::DropoutRule rule, std::int32_t example,
                                                      std::uint32_t element) {
  if constexpr (Width == 4) {
    const RandomBlock block = key.random().block(key.item(example), element / 4);
    Pack<4> scales;
    for (int i = 0; i < 4; ++i) scales.value[i] = model::dropout_scale(rule, block.word[i]);
    return scales;
  } else {
    return {{model::dropout_scale(key, rule, example, element)}};
  }
}

template <int Width>
__device__ __forceinline__ void store_bytes(std::uint8_t* address, const int (&value)[Width]) {
  if constexpr (Width == 4) {
    *reinterpret_cast<uchar4*>(address) =
        make_uchar4(static_cast<unsigned char>(value[0]), static_cast<unsigned char>(value[1]),
                    static_cast<unsigned char>(value[2]), static_cast<unsigned char>(value[3]));
  } else {
    *address = static_cast<std::uint8_t>(value[0]);
  }
}

/// relu and dropout of `value`, the maximum with its bias, and both stores.
template <int Width>
__device__ __forceinline__ void finish_outputs(const EpilogueShape& shape, const EpilogueRule& rule,
                                               const EpilogueForward& forward, std::int64_t example,
                                               const OutputPlace& place, Pack<Width> value,
                                               int (&passed)[Width]) {
  const int nothing = model::nothing_passes(static_cast<int>(shape.pool));
  if (rule.relu) {
    for (int i = 0; i < Width; ++i) {
      if (!(value.value[i] <= 0.0f)) continue;
      value.value[i] = 0.0f;
      passed[i] = nothing;
    }
  }
  if (rule.drops) {
    const Pack<Width> scales =
        dropout_scales<Width>(forward.state->dropout_key(rule.layer), rule.dropout,
                              forward.example[example], place.element);
    for (int i = 0; i < Width; ++i) {
      value.value[i] *= scales.value[i];
      if (scales.value[i] == 0.0f) passed[i] = nothing;
    }
  }
  const std::int64_t target = example * shape.output_size() + place.element;
  store_pack<Width>(forward.output + target, value);
  if (forward.passed != nullptr) store_bytes<Width>(forward.passed + target, passed);
}

}  // namespace timbre::cuda
