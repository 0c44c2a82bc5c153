#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "support/golden.hpp"
#include "timbre/features/picture/figure.hpp"

namespace timbre::test {

inline std::vector<std::uint8_t> bytes_of(const std::string& hex) {
  std::vector<std::uint8_t> bytes;
  for (std::size_t place = 0; place < hex.size(); place += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(hex.substr(place, 2), nullptr, 16)));
  }
  return bytes;
}

/// Noise in 0 ... 255, as the golden scripts make it.
inline std::vector<std::uint8_t> noisy_bytes(std::size_t count, std::uint32_t seed) {
  std::vector<std::uint8_t> bytes;
  for (std::uint32_t index = 0; index < count; ++index) {
    bytes.push_back(static_cast<std::uint8_t>(127.5 * (noise_at(index, seed) + 1.0)));
  }
  return bytes;
}

inline int number_in(const Json& golden, const std::string& key) {
  return static_cast<int>(golden.at(key).integer());
}

inline std::vector<int> integers_in(const Json& golden, const std::string& key) {
  std::vector<int> values;
  for (const double value : golden.at(key).numbers()) values.push_back(static_cast<int>(value));
  return values;
}

inline features::FigureOptions figure_of(const Json& golden) {
  return {.width = number_in(golden, "width"),
          .height = number_in(golden, "height"),
          .left = golden.at("left").number(),
          .right = golden.at("right").number(),
          .bottom = golden.at("bottom").number(),
          .top = golden.at("top").number()};
}

}  // namespace timbre::test
