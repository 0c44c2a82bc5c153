#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cache/shard.hpp"
#include "timbre/cache/extract.hpp"

namespace timbre::cache {

/// The shards of one set of options on one kind of device. What is wrong with the cache is
/// warned of and never thrown: then its entries are computed again.
class Store {
 public:
  Store(const CacheOptions& cache, const Device& device, const features::FrontEndOptions& options);

  /// The shard of a folder of audio; null when there is none that can be used.
  std::unique_ptr<Shard> open(const std::filesystem::path& audio_folder) const;

  /// The examples of a file in this state; nothing when they have to be computed. Thread-safe.
  std::optional<Examples> load(const Shard* shard, const std::optional<FileState>& file) const;

  /// Writes the entries and, beside them, those of `shard` whose audio files are as they were.
  void save(const std::filesystem::path& audio_folder, std::span<const ShardEntry> entries,
            const Shard* shard);

 private:
  std::filesystem::path shard_path(const std::filesystem::path& audio_folder) const;

  bool enabled_;
  std::filesystem::path folder_;
  std::string device_;
  std::string front_end_;  // the options as YAML
  features::ExampleShape shape_;
  Hdf5File::Stored stored_;
  mutable std::atomic<bool> warned_of_damaged_entry_{false};  // one of many is enough
};

}  // namespace timbre::cache
