#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace timbre::features {

/// Memory that starts on a cache line, so that no vector of a table straddles two.
template <typename T>
struct CacheLineAllocator {
  using value_type = T;
  static constexpr std::align_val_t alignment{64};

  CacheLineAllocator() = default;
  template <typename Other>
  explicit CacheLineAllocator(const CacheLineAllocator<Other>&) {}

  T* allocate(std::size_t count) {
    return static_cast<T*>(::operator new(count * sizeof(T), alignment));
  }
  void deallocate(T* address, std::size_t count) {
    ::operator delete(address, count * sizeof(T), alignment);
  }
  bool operator==(const CacheLineAllocator&) const = default;
};

using AlignedFloats = std::vector<float, CacheLineAllocator<float>>;

/// The longest vector in floats (AVX-512). Tables and scratch end with room for one, so that loops
/// may read and write whole vectors.
inline constexpr int longest_vector = 16;

/// `count` rounded up to whole vectors of the longest kind.
constexpr std::size_t whole_vectors(std::size_t count) {
  return (count + longest_vector - 1) / longest_vector * longest_vector;
}

}  // namespace timbre::features
