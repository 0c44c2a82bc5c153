#include "emulator/cufft/real_transform.hpp"

#include <numbers>

namespace timbre::emulated {
namespace {

using Values = std::vector<std::complex<double>>;

std::complex<double> turn(std::size_t step, std::size_t size) {
  return std::polar(
      1.0, -2.0 * std::numbers::pi * static_cast<double>(step % size) / static_cast<double>(size));
}

Values term_by_term(const Values& values) {
  const std::size_t size = values.size();
  Values result(size), turns;
  for (std::size_t step = 0; step < size; ++step) turns.push_back(turn(step, size));
  for (std::size_t k = 0; k < size; ++k) {
    for (std::size_t n = 0; n < size; ++n) result[k] += values[n] * turns[k * n % size];
  }
  return result;
}

}  // namespace

Values plain_transform(const Values& values) {
  const std::size_t size = values.size();
  if (size % 2 != 0) return term_by_term(values);
  Values even, odd;
  for (std::size_t n = 0; n < size; n += 2) {
    even.push_back(values[n]);
    odd.push_back(values[n + 1]);
  }
  const Values even_part = plain_transform(even), odd_part = plain_transform(odd);
  Values result(size);
  for (std::size_t k = 0; k < size / 2; ++k) {
    const std::complex<double> turned = turn(k, size) * odd_part[k];
    result[k] = even_part[k] + turned;
    result[k + size / 2] = even_part[k] - turned;
  }
  return result;
}

}  // namespace timbre::emulated
