#include "emulator/counting/access.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <tuple>

namespace timbre::emulated {
namespace {

constexpr std::uintptr_t sector_bytes = 32;
constexpr std::uintptr_t bank_bytes = 4;
constexpr std::size_t banks = 32;

auto request_of(const Access& access) {
  return std::tuple(access.code, access.thread / 32, access.repeat, access.kind, access.space);
}

std::size_t distinct(std::vector<std::uintptr_t>& values) {
  std::sort(values.begin(), values.end());
  return static_cast<std::size_t>(std::unique(values.begin(), values.end()) - values.begin());
}

std::uint64_t sectors_of(std::span<const Access> request) {
  std::vector<std::uintptr_t> sectors;
  for (const Access& access : request) {
    const std::uintptr_t last = (access.address + access.bytes - 1) / sector_bytes;
    for (std::uintptr_t sector = access.address / sector_bytes; sector <= last; ++sector)
      sectors.push_back(sector);
  }
  return distinct(sectors);
}

// The most words that one bank has to give: lanes that want the same word share it.
unsigned ways_of(std::span<const Access> pass) {
  std::vector<std::uintptr_t> words;
  for (const Access& access : pass) {
    const std::uintptr_t last = (access.address + access.bytes - 1) / bank_bytes;
    for (std::uintptr_t word = access.address / bank_bytes; word <= last; ++word)
      words.push_back(word);
  }
  words.resize(distinct(words));
  std::array<unsigned, banks> wanted{};
  for (const std::uintptr_t word : words) ++wanted[word % banks];
  return *std::max_element(wanted.begin(), wanted.end());
}

// 32 lanes of 4 bytes share a pass; of 8 bytes a half warp does, of 16 bytes a quarter.
void count_passes(std::span<const Access> request, MemoryCounts& counts) {
  const std::uint32_t lanes =
      32 / std::clamp<std::uint32_t>(request.front().bytes / bank_bytes, 1, 4);
  while (!request.empty()) {
    const std::uint32_t group = request.front().thread % 32 / lanes;
    const auto end = std::find_if(request.begin(), request.end(), [&](const Access& access) {
      return access.thread % 32 / lanes != group;
    });
    const std::span<const Access> pass(request.begin(), end);
    const unsigned ways = ways_of(pass);
    counts.passes += ways;
    counts.worst_ways = std::max(counts.worst_ways, ways);
    request = request.subspan(pass.size());
  }
}

MemoryCounts& counts_of(const Access& access, KernelCounts& counts) {
  const bool global = access.space == Space::global;
  switch (access.kind) {
    case AccessKind::load:
      return global ? counts.global_loads : counts.shared_loads;
    case AccessKind::store:
      return global ? counts.global_stores : counts.shared_stores;
    default:
      return global ? counts.global_atomics : counts.shared_atomics;
  }
}

}  // namespace

void count_requests(std::vector<Access>& accesses, KernelCounts& counts) {
  std::sort(accesses.begin(), accesses.end(), [](const Access& left, const Access& right) {
    return std::tuple(request_of(left), left.thread) < std::tuple(request_of(right), right.thread);
  });
  std::span<const Access> rest(accesses);
  while (!rest.empty()) {
    const auto end = std::find_if(rest.begin(), rest.end(), [&](const Access& access) {
      return request_of(access) != request_of(rest.front());
    });
    const std::span<const Access> request(rest.begin(), end);
    MemoryCounts& memory_counts = counts_of(request.front(), counts);
    ++memory_counts.requests;
    for (const Access& access : request) memory_counts.bytes += access.bytes;
    if (request.front().space == Space::global) {
      memory_counts.sectors += sectors_of(request);
    } else {
      count_passes(request, memory_counts);
    }
    rest = rest.subspan(request.size());
  }
}

}  // namespace timbre::emulated
