#pragma once

#include <algorithm>
#include <atomic>
#include <concepts>
#include <type_traits>

// CUDA's atomic functions on global and shared memory, for the types that CUDA has them for.
// They order nothing, as on the device.
namespace timbre::emulated {

template <typename T, typename... Allowed>
concept OneOf = (std::same_as<T, Allowed> || ...);

template <typename T>
concept AtomicInteger = OneOf<T, int, unsigned, long long, unsigned long long>;
template <typename T>
concept AtomicAddend = OneOf<T, int, unsigned, unsigned long long, float, double>;
template <typename T>
concept AtomicExchanged = OneOf<T, int, unsigned, unsigned long long, float>;

/// Returns the value before.
template <typename T, typename Change>
T atomic_update(T* address, Change change) {
  std::atomic_ref<T> cell(*address);
  T before = cell.load(std::memory_order_relaxed);
  while (!cell.compare_exchange_weak(before, change(before), std::memory_order_relaxed)) {
  }
  return before;
}

}  // namespace timbre::emulated

template <timbre::emulated::AtomicAddend T>
T atomicAdd(T* address, std::type_identity_t<T> value) {
  return std::atomic_ref<T>(*address).fetch_add(value, std::memory_order_relaxed);
}

template <timbre::emulated::OneOf<int, unsigned> T>
T atomicSub(T* address, std::type_identity_t<T> value) {
  return std::atomic_ref<T>(*address).fetch_sub(value, std::memory_order_relaxed);
}

template <timbre::emulated::AtomicExchanged T>
T atomicExch(T* address, std::type_identity_t<T> value) {
  return std::atomic_ref<T>(*address).exchange(value, std::memory_order_relaxed);
}

template <timbre::emulated::AtomicInteger T>
T atomicMin(T* address, std::type_identity_t<T> value) {
  return timbre::emulated::atomic_update(address, [=](T old) { return std::min(old, value); });
}

template <timbre::emulated::AtomicInteger T>
T atomicMax(T* address, std::type_identity_t<T> value) {
  return timbre::emulated::atomic_update(address, [=](T old) { return std::max(old, value); });
}

template <timbre::emulated::OneOf<int, unsigned, unsigned long long> T>
T atomicAnd(T* address, std::type_identity_t<T> value) {
  return std::atomic_ref<T>(*address).fetch_and(value, std::memory_order_relaxed);
}

template <timbre::emulated::OneOf<int, unsigned, unsigned long long> T>
T atomicOr(T* address, std::type_identity_t<T> value) {
  return std::atomic_ref<T>(*address).fetch_or(value, std::memory_order_relaxed);
}

template <timbre::emulated::OneOf<int, unsigned, unsigned long long> T>
T atomicXor(T* address, std::type_identity_t<T> value) {
  return std::atomic_ref<T>(*address).fetch_xor(value, std::memory_order_relaxed);
}

template <timbre::emulated::OneOf<int, unsigned, unsigned long long, unsigned short> T>
T atomicCAS(T* address, std::type_identity_t<T> expected, std::type_identity_t<T> value) {
  std::atomic_ref<T>(*address).compare_exchange_strong(expected, value, std::memory_order_relaxed);
  return expected;
}

/// Counts up, from `limit` back to 0.
inline unsigned atomicInc(unsigned* address, unsigned limit) {
  return timbre::emulated::atomic_update(
      address, [=](unsigned old) { return old >= limit ? 0u : old + 1u; });
}

/// Counts down, from 0 (or from above `limit`) to `limit`.
inline unsigned atomicDec(unsigned* address, unsigned limit) {
  return timbre::emulated::atomic_update(
      address, [=](unsigned old) { return old == 0u || old > limit ? limit : old - 1u; });
}
