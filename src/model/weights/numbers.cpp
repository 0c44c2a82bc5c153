#include "numbers.hpp"

#include <bit>
#include <cmath>
#include <cstring>

#include "timbre/core/error.hpp"

namespace timbre::model {
namespace {

struct Kind {
  NumberKind kind;
  std::int64_t bytes;
  std::string_view safetensors;
  std::string_view storage;
};

// In the order of NumberKind.
constexpr Kind kinds[] = {
    {NumberKind::f64, 8, "F64", "DoubleStorage"}, {NumberKind::f32, 4, "F32", "FloatStorage"},
    {NumberKind::f16, 2, "F16", "HalfStorage"},   {NumberKind::bf16, 2, "BF16", "BFloat16Storage"},
    {NumberKind::i64, 8, "I64", "LongStorage"},   {NumberKind::i32, 4, "I32", "IntStorage"},
    {NumberKind::i16, 2, "I16", "ShortStorage"},  {NumberKind::i8, 1, "I8", "CharStorage"},
    {NumberKind::u8, 1, "U8", "ByteStorage"},     {NumberKind::boolean, 1, "BOOL", "BoolStorage"},
};

// IEEE 754 binary16: 5 bits of exponent, 10 of mantissa.
float half_to_float(std::uint16_t half) {
  const int exponent = (half >> 10) & 31;
  const auto mantissa = static_cast<float>(half & 1023);
  const float sign = (half & 0x8000) ? -1.0f : 1.0f;
  if (exponent == 31) return mantissa == 0.0f ? sign * INFINITY : NAN;
  if (exponent == 0) return sign * std::ldexp(mantissa, -24);
  return sign * std::ldexp(1024.0f + mantissa, exponent - 25);
}

// The upper half of a binary32.
float bfloat_to_float(std::uint16_t half) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(half) << 16);
}

template <typename Number, typename Convert>
std::vector<float> converted(std::string_view bytes, Convert convert) {
  std::vector<float> values(bytes.size() / sizeof(Number));
  for (std::size_t i = 0; i < values.size(); ++i) {
    Number number;
    std::memcpy(&number, bytes.data() + i * sizeof number, sizeof number);
    values[i] = convert(number);
  }
  return values;
}

template <typename Number>
std::vector<float> cast(std::string_view bytes) {
  return converted<Number>(bytes, [](Number number) { return static_cast<float>(number); });
}

}  // namespace

std::int64_t byte_count(NumberKind kind) {
  return kinds[static_cast<std::size_t>(kind)].bytes;
}

std::optional<NumberKind> safetensors_kind(std::string_view name) {
  for (const Kind& known : kinds) {
    if (known.safetensors == name) return known.kind;
  }
  return {};
}

std::optional<NumberKind> storage_kind(std::string_view name) {
  for (const Kind& known : kinds) {
    if (known.storage == name) return known.kind;
  }
  return {};
}

std::vector<float> to_floats(std::string_view bytes, NumberKind kind) {
  require(bytes.size() % static_cast<std::size_t>(byte_count(kind)) == 0, "whole numbers");
  switch (kind) {
    case NumberKind::f64:
      return cast<double>(bytes);
    case NumberKind::f32:
      return cast<float>(bytes);
    case NumberKind::f16:
      return converted<std::uint16_t>(bytes, half_to_float);
    case NumberKind::bf16:
      return converted<std::uint16_t>(bytes, bfloat_to_float);
    case NumberKind::i64:
      return cast<std::int64_t>(bytes);
    case NumberKind::i32:
      return cast<std::int32_t>(bytes);
    case NumberKind::i16:
      return cast<std::int16_t>(bytes);
    case NumberKind::i8:
      return cast<std::int8_t>(bytes);
    case NumberKind::u8:
      return cast<std::uint8_t>(bytes);
    case NumberKind::boolean:
      return converted<std::uint8_t>(bytes, [](std::uint8_t byte) { return byte ? 1.0f : 0.0f; });
  }
  throw ContractError("a kind of numbers that is not known");
}

}  // namespace timbre::model
