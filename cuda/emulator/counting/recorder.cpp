#include "emulator/counting/recorder.hpp"

#include <dlfcn.h>

#include <filesystem>

#include "emulator/engine/describe.hpp"
#include "emulator/engine/settings.hpp"
#include "emulator/runtime/state.hpp"
#include "emulator/runtime/work.hpp"

namespace timbre::emulated {
namespace {

constexpr std::uintptr_t sector_bytes = 32;

// "test_counting+0x1234", as addr2line -e takes it.
std::string describe_code(std::uintptr_t code) {
  Dl_info info{};
  const auto* address = reinterpret_cast<const void*>(code);
  if (code == 0 || dladdr(address, &info) == 0) return "";
  return " (code at " + std::filesystem::path(info.dli_fname).filename().string() + "+" +
         hexadecimal(code - reinterpret_cast<std::uintptr_t>(info.dli_fbase)) + ")";
}

std::uint32_t linear(const BlockView& block) {
  return block.index.x + block.grid_size.x * (block.index.y + block.grid_size.y * block.index.z);
}

std::string offset_text(const Allocation& allocation, std::uintptr_t address) {
  return "byte " + std::to_string(address - reinterpret_cast<std::uintptr_t>(allocation.begin)) +
         " of " + describe(allocation);
}

// A program that is linked with the recorder is watched from its start.
const Recorder* const watching = [] {
  observer() = &recorder();
  return &recorder();
}();

}  // namespace

Recorder& recorder() {
  static Recorder current;
  return current;
}

const std::map<std::string, KernelCounts>& kernel_counts() {
  return recorder().counts();
}

void reset_counts() {
  recorder().reset_counts();
}

void Recorder::kernel_begins(const char* kernel) {
  settings().parallel_blocks = false;
  current_ = &counts_[kernel];
  ++current_->launches;
  toucher_ = {scheduler().running(), Toucher::none};
  work_names_[toucher_.work] = kernel;
  last_allocation_ = nullptr;
}

void Recorder::kernel_ends() {
  current_ = nullptr;
  shadow_.end_kernel();
}

void Recorder::block_begins(const BlockView& block) {
  ++current_->blocks;
  toucher_.block = linear(block);
  shared_.begin_block(block);
  shadow_.begin_block();
  accesses_.clear();
  repeats_.clear();
  loaded_sectors_.clear();
  stored_sectors_.clear();
}

void Recorder::block_ends() {
  flush();
  current_->block_load_sectors += loaded_sectors_.size();
  current_->block_store_sectors += stored_sectors_.size();
}

void Recorder::block_synchronised() {
  ++current_->barriers;
  flush();
}

void Recorder::memory_fenced() {
  shadow_.fence();
}

// All threads of the block are at the same place: what they did before belongs together, and they
// begin to repeat places anew.
void Recorder::flush() {
  count_requests(accesses_, *current_);
  accesses_.clear();
  repeats_.clear();
}

const Allocation* Recorder::allocation_of(const void* address) {
  const bool same = last_allocation_ && address >= last_allocation_->begin &&
                    address < last_allocation_->begin + last_allocation_->bytes;
  if (same) return last_allocation_;
  const Allocation* found = memory().find(address);
  if (found) last_allocation_ = found;
  return found;
}

void Recorder::access(const void* address, std::size_t bytes, AccessKind kind, const void* code) {
  if (!current_ || !in_kernel()) return;
  const Thread& thread = this_thread();
  // Most accesses are to the thread's own variables.
  if (address >= __builtin_frame_address(0) && address < thread.stack_end) return;
  Access made;
  made.code = reinterpret_cast<std::uintptr_t>(code);
  made.thread = thread.rank;
  made.address = reinterpret_cast<std::uintptr_t>(address);
  made.bytes = static_cast<std::uint32_t>(bytes);
  made.kind = kind;
  if (SharedRegion* region = shared_.find(address)) {
    made.space = Space::shared;
    shared_access(*region, made);
  } else if (const Allocation* allocation = allocation_of(address)) {
    global_access(*allocation, made);
  } else {
    return;  // the host's
  }
  check_alignment(made);
  record(made);
}

void Recorder::atomic_load(const void* address, std::size_t bytes, const void* code) {
  if (!current_ || !in_kernel() || shared_.find(address)) return;
  const Allocation* allocation = allocation_of(address);
  if (!allocation) return;
  Access made;
  made.code = reinterpret_cast<std::uintptr_t>(code);
  made.address = reinterpret_cast<std::uintptr_t>(address);
  shadow_.synchronise_through(address, toucher_);
  note(shadow_.read(address, bytes, toucher_, true), *allocation, made);
}

void Recorder::record(Access access) {
  // Code addresses need 48 bits, ranks 10.
  const std::uint64_t key = (std::uint64_t{access.code} << 11) ^ access.thread;
  access.repeat = repeats_[key]++;
  accesses_.push_back(access);
  if (access.space != Space::global) return;
  auto& sectors = access.kind == AccessKind::load ? loaded_sectors_ : stored_sectors_;
  const std::uintptr_t last = (access.address + access.bytes - 1) / sector_bytes;
  for (std::uintptr_t sector = access.address / sector_bytes; sector <= last; ++sector)
    sectors.insert(sector);
}

void Recorder::check_alignment(const Access& access) {
  const bool vector = access.bytes <= 16 && (access.bytes & (access.bytes - 1)) == 0;
  if (!vector || access.address % access.bytes == 0) return;
  report(FaultKind::misaligned, access.code,
         "an access of " + std::to_string(access.bytes) + " bytes to an address that is " +
             std::to_string(access.address % access.bytes) + " bytes off");
}

void Recorder::shared_access(SharedRegion& region, const Access& access) {
  const auto* address = reinterpret_cast<const void*>(access.address);
  if (access.kind != AccessKind::store && !shared_.written(region, address, access.bytes)) {
    report(FaultKind::uninitialised, access.code,
           "reads shared memory that its block did not write");
  }
  if (access.kind != AccessKind::load) shared_.write(region, address, access.bytes);
}

void Recorder::global_access(const Allocation& allocation, const Access& access) {
  const auto* address = reinterpret_cast<const std::byte*>(access.address);
  if (allocation.freed) {
    report(FaultKind::use_after_free, access.code,
           "touches " + offset_text(allocation, access.address) + ", which was freed");
    return;
  }
  if (address < allocation.begin || address + access.bytes > allocation.begin + allocation.bytes) {
    report(FaultKind::out_of_bounds, access.code, "touches memory beside " + describe(allocation));
    return;
  }
  const bool atomic = access.kind == AccessKind::atomic;
  if (atomic) shadow_.synchronise_through(address, toucher_);
  Shadow::Found found;
  if (access.kind != AccessKind::store)
    found = shadow_.read(address, access.bytes, toucher_, atomic);
  if (access.kind != AccessKind::load && found.finding == Shadow::Finding::none)
    found = shadow_.write(address, access.bytes, toucher_, atomic);
  note(found, allocation, access);
}

std::string Recorder::name_of_work(std::uint64_t work) const {
  const auto found = work_names_.find(work);
  return found == work_names_.end() ? "a copy or fill" : found->second;
}

void Recorder::note(const Shadow::Found& found, const Allocation& allocation,
                    const Access& access) {
  if (found.finding == Shadow::Finding::none) return;
  const std::string verb = access.kind == AccessKind::load ? "reads " : "writes ";
  const std::string what = offset_text(allocation, access.address);
  switch (found.finding) {
    case Shadow::Finding::none:
      return;
    case Shadow::Finding::uninitialised:
      report(FaultKind::uninitialised, access.code, "reads " + what + ", which nobody wrote");
      return;
    case Shadow::Finding::race_of_blocks:
      report(FaultKind::race, access.code,
             verb + what + ", which block " + std::to_string(found.other.block) +
                 " of the same kernel uses too, and nothing orders them");
      return;
    case Shadow::Finding::race_of_streams:
      report(FaultKind::race, access.code,
             verb + what + ", which " + name_of_work(found.other.work) +
                 " on another stream uses too, and nothing orders them");
      return;
  }
}

void Recorder::report(FaultKind kind, std::uintptr_t code, const std::string& what) {
  const std::string where = describe_code(code);
  if (!in_kernel()) {
    add_report(kind, what + where);
    return;
  }
  const Thread& thread = this_thread();
  if (!reported_.emplace(thread.block->kernel, kind, code).second) return;
  add_report(kind, std::string(thread.block->kernel) + ", block " + describe(thread.block->index) +
                       ", thread " + describe(thread.index) + ": " + what + where);
}

void Recorder::allocated(void* address, std::size_t bytes) {
  shadow_.forget(address, bytes);
}

void Recorder::filled(void* address, std::size_t bytes) {
  const Toucher by{scheduler().running(), Toucher::none};
  const Allocation* allocation = memory().find(address);
  Access made;
  made.address = reinterpret_cast<std::uintptr_t>(address);
  made.kind = AccessKind::store;
  note(shadow_.write(address, bytes, by, false), *allocation, made);
}

void Recorder::read(const void* address, std::size_t bytes) {
  const Toucher by{scheduler().running(), Toucher::none};
  Access made;
  made.address = reinterpret_cast<std::uintptr_t>(address);
  const Shadow::Found found = shadow_.read(address, bytes, by, false);
  // The runtime itself sees reads of what was not written, by its pattern.
  if (found.finding == Shadow::Finding::race_of_streams) note(found, *memory().find(address), made);
}

// What was not written stays so in the copy.
void Recorder::copied(void* to, const void* from, std::size_t bytes) {
  const Toucher by{scheduler().running(), Toucher::none};
  const Allocation* source = memory().find(from);
  const Allocation* target = memory().find(to);
  if (source && source->kind == MemoryKind::device) read(from, bytes);
  if (!target || target->kind != MemoryKind::device) return;
  Access made;
  made.address = reinterpret_cast<std::uintptr_t>(to);
  made.kind = AccessKind::store;
  note(shadow_.write(to, bytes, by, false), *target, made);
  if (!source || source->kind != MemoryKind::device) return;
  const auto* from_bytes = static_cast<const std::byte*>(from);
  auto* to_bytes = static_cast<std::byte*>(to);
  for (std::size_t offset = 0; offset < bytes; ++offset)
    shadow_.set_initialised(to_bytes + offset, shadow_.initialised(from_bytes + offset));
}

}  // namespace timbre::emulated
