#pragma once

#include <cstddef>
#include <vector>

namespace timbre::emulated {

enum class NumberType { f32, bf16 };

/// How a library rounds float32 factors before it multiplies them.
enum class FactorRounding { none, tf32, bf16 };

std::size_t bytes_of(NumberType type);

/// To the nearest number with 10 or 7 bits of mantissa; ties to the even one.
float round_factor(float value, FactorRounding rounding);

/// Numbers of device memory, which work with plain arithmetic.
using Numbers = std::vector<double>;
Numbers load(const void* address, std::size_t count, NumberType type,
             FactorRounding rounding = FactorRounding::none);
/// Rounds to the nearest number of the type.
void store(void* address, const Numbers& values, NumberType type);

/// What a library leaves there: alpha * result + beta * what was there. For a beta of 0 nothing is
/// read.
struct Blend {
  double alpha = 1.0;
  double beta = 0.0;
};
void store_blended(void* address, Numbers result, NumberType type, const Blend& blend);

}  // namespace timbre::emulated
