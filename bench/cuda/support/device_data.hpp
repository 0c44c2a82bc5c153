#pragma once

#include <cstdint>
#include <vector>

#include "support/gpu_bench.hpp"

namespace timbre::bench {

/// A size for a GPU, or one that the emulated device is soon done with.
template <typename T>
T sized(T on_gpu, T emulated) {
  return device().kind() == "cuda" ? on_gpu : emulated;
}

template <typename T>
Buffer on_device(const std::vector<T>& values) {
  Buffer buffer(device(), values.size() * sizeof(T));
  device().copy_in(buffer.as<void>(), values.data(), buffer.bytes());
  return buffer;
}

/// Noise in [-1, 1).
inline Buffer noise_on_device(std::int64_t count) {
  std::vector<float> values;
  std::uint32_t noise = 1;
  for (std::int64_t index = 0; index < count; ++index) {
    noise = noise * 1664525u + 1013904223u;
    values.push_back(static_cast<float>(static_cast<std::int32_t>(noise)) * 0x1p-31f);
  }
  return on_device(values);
}

/// Noise in 16 bits.
inline std::vector<std::int16_t> recorded_noise(std::int64_t count) {
  std::vector<std::int16_t> samples;
  std::uint32_t noise = 1;
  for (std::int64_t index = 0; index < count; ++index) {
    noise = noise * 1664525u + 1013904223u;
    samples.push_back(static_cast<std::int16_t>(noise >> 16));
  }
  return samples;
}

/// Memory for `count` results.
template <typename T = float>
Buffer room_on_device(std::int64_t count) {
  return Buffer(device(), static_cast<std::size_t>(count) * sizeof(T));
}

}  // namespace timbre::bench
