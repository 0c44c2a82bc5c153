#include "emulator/counting/shared_regions.hpp"

#include <link.h>

#include <algorithm>

namespace timbre::emulated {
namespace {

// Adds the thread-local memory of one loaded program or library.
int add_thread_local_memory(dl_phdr_info* module, std::size_t, void* regions) {
  if (!module->dlpi_tls_data) return 0;
  for (int index = 0; index < module->dlpi_phnum; ++index) {
    const auto& header = module->dlpi_phdr[index];
    if (header.p_type != PT_TLS) continue;
    SharedRegion region;
    region.begin = static_cast<const std::byte*>(module->dlpi_tls_data);
    region.written_in.resize(header.p_memsz);
    static_cast<std::vector<SharedRegion>*>(regions)->push_back(std::move(region));
  }
  return 0;
}

}  // namespace

void SharedRegions::begin_block(const BlockView& block) {
  ++block_;
  if (statics_.empty()) dl_iterate_phdr(&add_thread_local_memory, &statics_);
  dynamic_.begin = block.dynamic_shared;
  dynamic_.written_in.assign(block.dynamic_shared_bytes, 0);
}

SharedRegion* SharedRegions::find(const void* address) {
  if (dynamic_.contains(address)) return &dynamic_;
  for (SharedRegion& region : statics_) {
    if (region.contains(address)) return &region;
  }
  return nullptr;
}

bool SharedRegions::written(const SharedRegion& region, const void* address,
                            std::size_t bytes) const {
  const auto first =
      region.written_in.begin() + (static_cast<const std::byte*>(address) - region.begin);
  const auto end = std::min(region.written_in.end(), first + static_cast<std::ptrdiff_t>(bytes));
  return std::all_of(first, end, [&](std::uint64_t block) { return block == block_; });
}

void SharedRegions::write(SharedRegion& region, const void* address, std::size_t bytes) {
  const auto first =
      region.written_in.begin() + (static_cast<const std::byte*>(address) - region.begin);
  const auto end = std::min(region.written_in.end(), first + static_cast<std::ptrdiff_t>(bytes));
  std::fill(first, end, block_);
}

}  // namespace timbre::emulated
