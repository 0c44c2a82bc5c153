#pragma once

#include <cstddef>

namespace timbre::emulated {

/// The dynamic shared memory of one block at a time: filled with NaN for each block, with guard
/// bytes on both sides (which the address sanitizer watches, where it is there).
class DynamicShared {
 public:
  DynamicShared() = default;
  ~DynamicShared();
  DynamicShared(const DynamicShared&) = delete;
  DynamicShared& operator=(const DynamicShared&) = delete;

  /// Fresh memory of that size, aligned to 128 bytes.
  std::byte* prepare(std::size_t bytes);
  bool guards_intact() const;

 private:
  void release();

  std::byte* memory_ = nullptr;
  std::size_t capacity_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace timbre::emulated
