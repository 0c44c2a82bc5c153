#include "emulator/counting/shadow.hpp"

#include <algorithm>

#include "emulator/runtime/work.hpp"

namespace timbre::emulated {

Shadow::Byte& Shadow::at(const void* address) {
  const auto number = reinterpret_cast<std::uintptr_t>(address);
  if (!last_page_ || number / page_bytes != last_page_number_) {
    std::unique_ptr<Page>& page = pages_[number / page_bytes];
    if (!page) page = std::make_unique<Page>();
    last_page_ = page.get();
    last_page_number_ = number / page_bytes;
  }
  return (*last_page_)[number % page_bytes];
}

void Shadow::forget(const void* address, std::size_t bytes) {
  const auto begin = reinterpret_cast<std::uintptr_t>(address), end = begin + bytes;
  for (std::uintptr_t page = begin / page_bytes; page * page_bytes < end; ++page) {
    const auto found = pages_.find(page);
    if (found == pages_.end()) continue;
    const std::uintptr_t first = std::max(begin, page * page_bytes) - page * page_bytes;
    const std::uintptr_t last = std::min(end - page * page_bytes, page_bytes);
    std::fill(found->second->begin() + first, found->second->begin() + last, Byte{});
  }
}

Shadow::Finding Shadow::conflict(const Toucher& earlier, const Toucher& later) const {
  if (earlier.work == 0) return Finding::none;
  if (earlier.work != later.work) {
    return scheduler().ordered(earlier.work, later.work) ? Finding::none : Finding::race_of_streams;
  }
  if (earlier.block == later.block || acquired_.contains(earlier.block)) return Finding::none;
  return Finding::race_of_blocks;
}

Shadow::Found Shadow::read(const void* address, std::size_t bytes, const Toucher& by, bool atomic) {
  Found found;
  const auto* begin = static_cast<const std::byte*>(address);
  for (std::size_t offset = 0; offset < bytes; ++offset) {
    Byte& byte = at(begin + offset);
    if (found.finding == Finding::none && !byte.initialised) found = {Finding::uninitialised, {}};
    if (found.finding == Finding::none && !(atomic && byte.written_atomically))
      found = {conflict(byte.writer, by), byte.writer};
    byte.many_readers =
        byte.reader.work == by.work && (byte.many_readers || byte.reader.block != by.block);
    byte.reader = by;
    byte.read_atomically = atomic;
  }
  return found;
}

Shadow::Found Shadow::write(const void* address, std::size_t bytes, const Toucher& by,
                            bool atomic) {
  Found found;
  const auto* begin = static_cast<const std::byte*>(address);
  for (std::size_t offset = 0; offset < bytes; ++offset) {
    Byte& byte = at(begin + offset);
    if (found.finding == Finding::none && !(atomic && byte.written_atomically))
      found = {conflict(byte.writer, by), byte.writer};
    if (found.finding == Finding::none && !(atomic && byte.read_atomically)) {
      found = {conflict(byte.reader, by), byte.reader};
      const bool others_read = byte.many_readers && byte.reader.work == by.work;
      if (found.finding == Finding::none && others_read && acquired_.empty())
        found = {Finding::race_of_blocks, byte.reader};
    }
    byte.writer = by;
    byte.written_atomically = atomic;
    byte.initialised = true;
    byte.reader = {};
    byte.many_readers = false;
  }
  return found;
}

void Shadow::begin_block() {
  acquired_.clear();
  fenced_ = false;
}

void Shadow::synchronise_through(const void* atomic_address, const Toucher& by) {
  std::unordered_set<std::uint32_t>& released = released_[atomic_address];
  acquired_.insert(released.begin(), released.end());
  if (!fenced_) return;
  released.insert(acquired_.begin(), acquired_.end());
  released.insert(by.block);
}

}  // namespace timbre::emulated
