#include "emulator/library/numbers.hpp"

#include <bit>
#include <cmath>
#include <cstdint>

namespace timbre::emulated {
namespace {

// Keeps the sign, the exponent and the first bits of the mantissa's 23.
float keep_mantissa(float value, int bits) {
  if (!std::isfinite(value)) return value;
  const int dropped = 23 - bits;
  const auto word = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t odd = (word >> dropped) & 1u;
  const std::uint32_t below_half = (1u << (dropped - 1)) - 1u;
  return std::bit_cast<float>((word + below_half + odd) >> dropped << dropped);
}

float widen(std::uint16_t bf16) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(bf16) << 16);
}

std::uint16_t narrow(float value) {
  return static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(keep_mantissa(value, 7)) >> 16);
}

}  // namespace

std::size_t bytes_of(NumberType type) {
  return type == NumberType::f32 ? sizeof(float) : sizeof(std::uint16_t);
}

float round_factor(float value, FactorRounding rounding) {
  if (rounding == FactorRounding::none) return value;
  return keep_mantissa(value, rounding == FactorRounding::tf32 ? 10 : 7);
}

Numbers load(const void* address, std::size_t count, NumberType type, FactorRounding rounding) {
  Numbers values(count);
  for (std::size_t index = 0; index < count; ++index) {
    const float value = type == NumberType::f32
                            ? static_cast<const float*>(address)[index]
                            : widen(static_cast<const std::uint16_t*>(address)[index]);
    values[index] = round_factor(value, rounding);
  }
  return values;
}

void store(void* address, const Numbers& values, NumberType type) {
  for (std::size_t index = 0; index < values.size(); ++index) {
    const auto value = static_cast<float>(values[index]);
    if (type == NumberType::f32) {
      static_cast<float*>(address)[index] = value;
    } else {
      static_cast<std::uint16_t*>(address)[index] = narrow(value);
    }
  }
}

void store_blended(void* address, Numbers result, NumberType type, const Blend& blend) {
  Numbers before;
  if (blend.beta != 0.0) before = load(address, result.size(), type);
  for (std::size_t index = 0; index < result.size(); ++index) {
    result[index] *= blend.alpha;
    if (blend.beta != 0.0) result[index] += blend.beta * before[index];
  }
  store(address, result, type);
}

}  // namespace timbre::emulated
