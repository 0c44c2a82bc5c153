#pragma once

#include <concepts>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "emulator/engine/collective.hpp"
#include "emulator/engine/thread.hpp"

namespace timbre::emulated {

/// The types that CUDA shuffles: 4 or 8 bytes.
template <typename T>
concept Shuffled = std::is_arithmetic_v<T> &&(sizeof(T) == 4 || sizeof(T) == 8);

template <Shuffled T>
std::uint64_t bits_of(T value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof value);
  return bits;
}

template <Shuffled T>
T shuffle(unsigned mask, T value, int source, std::source_location place) {
  const std::uint64_t bits =
      warp_exchange(WarpOperation::shuffle, mask, bits_of(value), source, place);
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

inline int lane_of_this_thread() {
  return static_cast<int>(this_thread().lane());
}

inline unsigned ballot(unsigned mask, bool vote, std::source_location place) {
  return static_cast<unsigned>(warp_exchange(WarpOperation::ballot, mask, vote, 0, place));
}

/// Of a 32-bit integer, as sm_80 has it.
template <typename T>
T reduced(unsigned mask, T value, WarpOperation operation, std::source_location place) {
  static_assert(std::is_integral_v<T> && sizeof(T) == 4);
  return static_cast<T>(
      warp_exchange(operation, mask, static_cast<std::uint32_t>(value), 0, place));
}

}  // namespace timbre::emulated

// The trailing `place` lets a fault name the kernel's line.
#define TIMBRE_PLACE std::source_location place = std::source_location::current()

inline void __syncwarp(unsigned mask = 0xffffffffu, TIMBRE_PLACE) {
  timbre::emulated::warp_exchange(timbre::emulated::WarpOperation::synchronise, mask, 0, 0, place);
}

template <timbre::emulated::Shuffled T>
T __shfl_sync(unsigned mask, T value, int source, int width = 32, TIMBRE_PLACE) {
  const int segment = timbre::emulated::lane_of_this_thread() & ~(width - 1);
  return timbre::emulated::shuffle(mask, value, segment | (source & (width - 1)), place);
}

template <timbre::emulated::Shuffled T>
T __shfl_up_sync(unsigned mask, T value, unsigned delta, int width = 32, TIMBRE_PLACE) {
  const int lane = timbre::emulated::lane_of_this_thread();
  const bool outside = (lane & (width - 1)) < static_cast<int>(delta);
  return timbre::emulated::shuffle(mask, value, outside ? lane : lane - static_cast<int>(delta),
                                   place);
}

template <timbre::emulated::Shuffled T>
T __shfl_down_sync(unsigned mask, T value, unsigned delta, int width = 32, TIMBRE_PLACE) {
  const int lane = timbre::emulated::lane_of_this_thread();
  const bool outside = (lane & (width - 1)) + static_cast<int>(delta) >= width;
  return timbre::emulated::shuffle(mask, value, outside ? lane : lane + static_cast<int>(delta),
                                   place);
}

template <timbre::emulated::Shuffled T>
T __shfl_xor_sync(unsigned mask, T value, int lane_mask, int width = 32, TIMBRE_PLACE) {
  const int lane = timbre::emulated::lane_of_this_thread();
  const int source = lane ^ lane_mask;
  // A lane of an earlier segment may be read, one of a later segment not.
  const bool outside = source > (lane | (width - 1));
  return timbre::emulated::shuffle(mask, value, outside ? lane : source, place);
}

inline unsigned __ballot_sync(unsigned mask, int vote, TIMBRE_PLACE) {
  return timbre::emulated::ballot(mask, vote != 0, place);
}

inline int __any_sync(unsigned mask, int vote, TIMBRE_PLACE) {
  return timbre::emulated::ballot(mask, vote != 0, place) != 0;
}

inline int __all_sync(unsigned mask, int vote, TIMBRE_PLACE) {
  return timbre::emulated::ballot(mask, vote == 0, place) == 0;
}

template <timbre::emulated::Shuffled T>
unsigned __match_any_sync(unsigned mask, T value, TIMBRE_PLACE) {
  return static_cast<unsigned>(
      timbre::emulated::warp_exchange(timbre::emulated::WarpOperation::match_any, mask,
                                      timbre::emulated::bits_of(value), 0, place));
}

template <timbre::emulated::Shuffled T>
unsigned __match_all_sync(unsigned mask, T value, int* all_equal, TIMBRE_PLACE) {
  const auto lanes = static_cast<unsigned>(
      timbre::emulated::warp_exchange(timbre::emulated::WarpOperation::match_all, mask,
                                      timbre::emulated::bits_of(value), 0, place));
  *all_equal = lanes != 0;
  return lanes;
}

template <typename T>
T __reduce_add_sync(unsigned mask, T value, TIMBRE_PLACE) {
  return timbre::emulated::reduced(mask, value, timbre::emulated::WarpOperation::add, place);
}

template <typename T>
T __reduce_min_sync(unsigned mask, T value, TIMBRE_PLACE) {
  using Operation = timbre::emulated::WarpOperation;
  constexpr auto operation = std::is_signed_v<T> ? Operation::min_signed : Operation::min_unsigned;
  return timbre::emulated::reduced(mask, value, operation, place);
}

template <typename T>
T __reduce_max_sync(unsigned mask, T value, TIMBRE_PLACE) {
  using Operation = timbre::emulated::WarpOperation;
  constexpr auto operation = std::is_signed_v<T> ? Operation::max_signed : Operation::max_unsigned;
  return timbre::emulated::reduced(mask, value, operation, place);
}

inline unsigned __reduce_and_sync(unsigned mask, unsigned value, TIMBRE_PLACE) {
  return timbre::emulated::reduced(mask, value, timbre::emulated::WarpOperation::bit_and, place);
}

inline unsigned __reduce_or_sync(unsigned mask, unsigned value, TIMBRE_PLACE) {
  return timbre::emulated::reduced(mask, value, timbre::emulated::WarpOperation::bit_or, place);
}

inline unsigned __reduce_xor_sync(unsigned mask, unsigned value, TIMBRE_PLACE) {
  return timbre::emulated::reduced(mask, value, timbre::emulated::WarpOperation::bit_xor, place);
}

#undef TIMBRE_PLACE
