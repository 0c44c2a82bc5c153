#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace timbre::cache {

/// How many of the next files are computed at once: enough to keep all threads busy, and so few
/// that their samples fit into memory whatever the data set. `bytes_of` gives a file's size.
template <typename File, typename BytesOf>
std::size_t files_at_once(std::span<File> files, const BytesOf& bytes_of) {
  constexpr std::size_t most_files = 64;
  constexpr std::int64_t most_bytes = 32 << 20;  // as many of samples when they are 16-bit PCM
  std::int64_t bytes = 0;
  std::size_t count = 0;
  while (count < std::min(files.size(), most_files) && bytes < most_bytes) {
    bytes += bytes_of(files[count++]);
  }
  return count;
}

}  // namespace timbre::cache
