#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace timbre::emulated {

/// Who touches memory: a block of a kernel, or a copy or fill (block none).
struct Toucher {
  static constexpr std::uint32_t none = 0xffffffff;
  std::uint64_t work = 0;  ///< the scheduler's number of the work
  std::uint32_t block = none;
  bool operator==(const Toucher&) const = default;
};

/// For each byte of global memory: whether it was written since it was allocated, by whom, and who
/// read it since. Finds reads of what nobody wrote, and accesses that nothing orders.
class Shadow {
 public:
  enum class Finding { none, uninitialised, race_of_blocks, race_of_streams };
  struct Found {
    Finding finding = Finding::none;
    Toucher other;  ///< of a race
  };

  void forget(const void* address, std::size_t bytes);
  Found read(const void* address, std::size_t bytes, const Toucher& by, bool atomic);
  Found write(const void* address, std::size_t bytes, const Toucher& by, bool atomic);
  bool initialised(const void* address) { return at(address).initialised; }
  void set_initialised(const void* address, bool yes) { at(address).initialised = yes; }

  // Blocks of one kernel are ordered by nothing but a fence and an atomic operation after it, which
  // an atomic operation of the other block follows.
  void begin_block();
  void fence() { fenced_ = true; }
  void synchronise_through(const void* atomic_address, const Toucher& by);
  void end_kernel() { released_.clear(); }

 private:
  struct Byte {
    Toucher writer, reader;
    bool initialised = false;
    bool written_atomically = false;
    bool read_atomically = false;
    bool many_readers = false;  ///< of one kernel, in different blocks
  };
  static constexpr std::uintptr_t page_bytes = 4096;
  using Page = std::array<Byte, page_bytes>;

  Byte& at(const void* address);
  Finding conflict(const Toucher& earlier, const Toucher& later) const;

  std::unordered_map<std::uintptr_t, std::unique_ptr<Page>> pages_;
  Page* last_page_ = nullptr;  ///< the one that was asked for last, and its number
  std::uintptr_t last_page_number_ = 0;
  std::unordered_map<const void*, std::unordered_set<std::uint32_t>> released_;
  std::unordered_set<std::uint32_t> acquired_;  ///< blocks whose writes this one may rely on
  bool fenced_ = false;
};

}  // namespace timbre::emulated
