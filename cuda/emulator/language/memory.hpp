#pragma once

#include <cstddef>
#include <cstdint>
#include <source_location>
#include <string>
#include <type_traits>

#include "emulator/engine/collective.hpp"

// Loads and stores with a cache hint: plain ones here, but for the check of the alignment that
// the device's wide accesses need.
namespace timbre::emulated {

template <typename T>
const T* aligned(const T* address, std::source_location place) {
  static_assert((sizeof(T) & (sizeof(T) - 1)) == 0 && sizeof(T) <= 16, "no such access");
  if (reinterpret_cast<std::uintptr_t>(address) % sizeof(T) != 0) {
    device_fault(FaultKind::misaligned,
                 "an access of " + std::to_string(sizeof(T)) + " bytes to an address that is " +
                     std::to_string(reinterpret_cast<std::uintptr_t>(address) % sizeof(T)) +
                     " bytes off",
                 place);
  }
  return address;
}

}  // namespace timbre::emulated

#define TIMBRE_CACHED_LOAD(name)                                                           \
  template <typename T>                                                                    \
  T name(const T* address, std::source_location place = std::source_location::current()) { \
    return *timbre::emulated::aligned(address, place);                                     \
  }
#define TIMBRE_CACHED_STORE(name)                                           \
  template <typename T>                                                     \
  void name(T* address, std::type_identity_t<T> value,                      \
            std::source_location place = std::source_location::current()) { \
    *const_cast<T*>(timbre::emulated::aligned(address, place)) = value;     \
  }

TIMBRE_CACHED_LOAD(__ldg)
TIMBRE_CACHED_LOAD(__ldca)
TIMBRE_CACHED_LOAD(__ldcg)
TIMBRE_CACHED_LOAD(__ldcs)
TIMBRE_CACHED_STORE(__stcg)
TIMBRE_CACHED_STORE(__stcs)
TIMBRE_CACHED_STORE(__stwt)

#undef TIMBRE_CACHED_LOAD
#undef TIMBRE_CACHED_STORE
