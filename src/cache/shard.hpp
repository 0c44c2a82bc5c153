#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cache/examples.hpp"
#include "timbre/core/hdf5.hpp"
#include "timbre/features/plan.hpp"

namespace timbre::cache {

/// What tells one state of an audio file from another.
struct FileState {
  std::string name;        ///< without its folder
  std::int64_t bytes = 0;  ///< its size
  std::int64_t time = 0;   ///< of its last change, in ns of the file system's clock
  bool operator==(const FileState&) const = default;
};

/// The present state of a file; nothing when there is no such file.
std::optional<FileState> file_state(const std::filesystem::path& path);

/// The examples of one file.
struct ShardEntry {
  FileState file;
  Examples examples;
};

/// One cache file: the examples of the audio files of one folder, as HDF5 data sets
///
///     names, sizes, times   [files]      what tells the files' states
///     first                 [files + 1]  first example of each file, and the total
///     checksum              [files]      of each file's state and examples
///     examples              [examples, rows, columns, channels], float32, of pictures uint8
class Shard {
 public:
  /// Reads everything but the examples. Throws Error when the file is damaged or of another shape.
  Shard(const std::filesystem::path& path, const features::ExampleShape& shape);

  const std::vector<FileState>& files() const { return files_; }

  /// The number of the file in just this state; nothing when it is not here.
  std::optional<std::size_t> find(const FileState& file) const;

  /// The examples of file number `file`. Throws Error when they are damaged. Thread-safe.
  std::vector<float> examples(std::size_t file) const;

 private:
  std::string path_;
  Hdf5File content_;
  features::ExampleShape shape_;
  std::vector<FileState> files_;  // by name, ascending
  std::vector<std::int64_t> first_;
  std::vector<std::int64_t> checksum_;
};

/// Writes a shard aside and renames it. `entries` are in ascending order of their names;
/// `attributes` tell people what the file holds. Throws Error when it cannot be written.
void write_shard(const std::filesystem::path& path, const features::ExampleShape& shape,
                 std::span<const ShardEntry> entries,
                 std::span<const std::pair<std::string, std::string>> attributes,
                 Hdf5File::Stored stored = Hdf5File::Stored::floats);

}  // namespace timbre::cache
