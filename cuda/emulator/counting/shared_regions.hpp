#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "emulator/engine/thread.hpp"

namespace timbre::emulated {

/// A piece of shared memory, and in which block each of its bytes was last written.
struct SharedRegion {
  const std::byte* begin = nullptr;
  std::vector<std::uint64_t> written_in;

  bool contains(const void* address) const {
    return address >= begin && address < begin + written_in.size();
  }
};

/// The block's dynamic shared memory, and this OS thread's thread-local memory, in which static
/// shared memory lies: kernels have no other variables there.
class SharedRegions {
 public:
  /// From now on all shared memory counts as not written.
  void begin_block(const BlockView& block);
  SharedRegion* find(const void* address);
  /// Whether every byte was written by the running block.
  bool written(const SharedRegion& region, const void* address, std::size_t bytes) const;
  void write(SharedRegion& region, const void* address, std::size_t bytes);

 private:
  std::uint64_t block_ = 0;
  SharedRegion dynamic_;
  std::vector<SharedRegion> statics_;
};

}  // namespace timbre::emulated
