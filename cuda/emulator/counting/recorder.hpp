#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "emulator/counting/access.hpp"
#include "emulator/counting/shadow.hpp"
#include "emulator/counting/shared_regions.hpp"
#include "emulator/engine/fault.hpp"
#include "emulator/engine/observer.hpp"
#include "emulator/runtime/memory.hpp"

namespace timbre::emulated {

/// Takes in every access of every kernel: counts them by requests of warps, and looks for faults.
/// A fault is reported once for each place in the code.
class Recorder final : public Observer {
 public:
  /// From the hooks that the compiler's instrumentation calls.
  void access(const void* address, std::size_t bytes, AccessKind kind, const void* code);
  /// An atomic load changes nothing and is not counted.
  void atomic_load(const void* address, std::size_t bytes, const void* code);

  const std::map<std::string, KernelCounts>& counts() const { return counts_; }
  void reset_counts() { counts_.clear(); }

  void kernel_begins(const char* kernel) override;
  void kernel_ends() override;
  void block_begins(const BlockView& block) override;
  void block_ends() override;
  void block_synchronised() override;
  void memory_fenced() override;
  void copied(void* to, const void* from, std::size_t bytes) override;
  void filled(void* address, std::size_t bytes) override;
  void read(const void* address, std::size_t bytes) override;
  void allocated(void* address, std::size_t bytes) override;

 private:
  const Allocation* allocation_of(const void* address);
  void global_access(const Allocation& allocation, const Access& access);
  void shared_access(SharedRegion& region, const Access& access);
  void record(Access access);
  void check_alignment(const Access& access);
  void flush();
  void note(const Shadow::Found& found, const Allocation& allocation, const Access& access);
  void report(FaultKind kind, std::uintptr_t code, const std::string& what);
  std::string name_of_work(std::uint64_t work) const;

  std::map<std::string, KernelCounts> counts_;
  KernelCounts* current_ = nullptr;
  Toucher toucher_;
  std::vector<Access> accesses_;
  std::unordered_map<std::uint64_t, std::uint32_t> repeats_;
  std::unordered_set<std::uintptr_t> loaded_sectors_, stored_sectors_;
  SharedRegions shared_;
  Shadow shadow_;
  const Allocation* last_allocation_ = nullptr;
  std::map<std::uint64_t, std::string> work_names_;
  std::set<std::tuple<std::string, FaultKind, std::uintptr_t>> reported_;
};

Recorder& recorder();

}  // namespace timbre::emulated
