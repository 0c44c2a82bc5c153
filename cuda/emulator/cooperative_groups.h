#pragma once

#include "emulator/language/builtins.hpp"
#include "emulator/language/warp.hpp"

// The part of CUDA's cooperative groups that kernels here use: the block and tiles of a warp.
namespace cooperative_groups {

class thread_block {
 public:
  void sync(std::source_location place = std::source_location::current()) const {
    __syncthreads(place);
  }
  unsigned thread_rank() const { return timbre::emulated::this_thread().rank; }
  unsigned num_threads() const { return blockDim.x * blockDim.y * blockDim.z; }
  unsigned size() const { return num_threads(); }
  uint3 thread_index() const { return threadIdx; }
  uint3 group_index() const { return blockIdx; }
  dim3 dim_threads() const { return blockDim; }
};

inline thread_block this_thread_block() {
  return {};
}

/// `Size` lanes of one warp, a power of two.
template <unsigned Size>
class thread_block_tile {
  static_assert(Size >= 1 && Size <= 32 && (Size & (Size - 1)) == 0);

 public:
  static constexpr unsigned num_threads() { return Size; }
  static constexpr unsigned size() { return Size; }
  unsigned thread_rank() const { return lane() % Size; }
  unsigned meta_group_rank() const { return timbre::emulated::this_thread().rank / Size; }
  unsigned meta_group_size() const { return (this_thread_block().size() + Size - 1) / Size; }

  void sync(std::source_location place = std::source_location::current()) const {
    __syncwarp(mask(), place);
  }
  template <typename T>
  T shfl(T value, int source, std::source_location place = std::source_location::current()) const {
    return __shfl_sync(mask(), value, source, Size, place);
  }
  template <typename T>
  T shfl_up(T value, unsigned delta,
            std::source_location place = std::source_location::current()) const {
    return __shfl_up_sync(mask(), value, delta, Size, place);
  }
  template <typename T>
  T shfl_down(T value, unsigned delta,
              std::source_location place = std::source_location::current()) const {
    return __shfl_down_sync(mask(), value, delta, Size, place);
  }
  template <typename T>
  T shfl_xor(T value, unsigned lane_mask,
             std::source_location place = std::source_location::current()) const {
    return __shfl_xor_sync(mask(), value, static_cast<int>(lane_mask), Size, place);
  }
  unsigned ballot(int vote, std::source_location place = std::source_location::current()) const {
    return __ballot_sync(mask(), vote, place) >> first_lane();
  }
  int any(int vote, std::source_location place = std::source_location::current()) const {
    return __any_sync(mask(), vote, place);
  }
  int all(int vote, std::source_location place = std::source_location::current()) const {
    return __all_sync(mask(), vote, place);
  }

 private:
  static unsigned lane() { return timbre::emulated::this_thread().lane(); }
  static unsigned first_lane() { return lane() & ~(Size - 1); }
  static unsigned mask() { return (0xffffffffu >> (32 - Size)) << first_lane(); }
};

template <unsigned Size>
thread_block_tile<Size> tiled_partition(const thread_block&) {
  return {};
}

}  // namespace cooperative_groups
