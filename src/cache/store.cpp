#include "cache/store.hpp"

#include <array>
#include <map>
#include <system_error>

#include "timbre/config/document.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/file.hpp"
#include "timbre/core/hash.hpp"
#include "timbre/core/log.hpp"

namespace timbre::cache {
namespace {

namespace fs = std::filesystem;

void warn(const Error& error, const char* consequence) {
  log_warning("feature cache: " + std::string(error.what()) + "; " + consequence);
}

// When examples are computed does not change them.
std::string key_of(features::FrontEndOptions options) {
  options.on_the_fly = false;
  return config::to_yaml(options);
}

}  // namespace

Store::Store(const CacheOptions& cache, const Device& device,
             const features::FrontEndOptions& options)
    : enabled_(cache.enabled),
      device_(device.kind()),
      front_end_(key_of(options)),
      shape_(features::example_shape(options.features)),
      stored_(features::is_picture(options.features) ? Hdf5File::Stored::bytes
                                                     : Hdf5File::Stored::floats) {
  if (!enabled_) return;
  try {
    folder_ = (cache.folder.empty() ? cache_folder() : cache.folder) / "features";
  } catch (const Error& error) {
    enabled_ = false;
    warn(error, "nothing is cached");
  }
}

fs::path Store::shard_path(const fs::path& audio_folder) const {
  constexpr std::size_t hash_digits = 32;
  std::error_code problem;
  fs::path canonical = fs::weakly_canonical(fs::absolute(audio_folder), problem);
  if (problem) canonical = fs::absolute(audio_folder).lexically_normal();
  const std::string key = front_end_ +
                          "\nextractor_version: " + std::to_string(features::extractor_version) +
                          "\ndevice: " + device_ + "\nfolder: " + canonical.string();
  return folder_ / (sha256(key).substr(0, hash_digits) + ".h5");
}

std::unique_ptr<Shard> Store::open(const fs::path& audio_folder) const {
  if (!enabled_) return nullptr;
  const fs::path path = shard_path(audio_folder);
  std::error_code problem;
  if (!fs::exists(path, problem)) return nullptr;
  try {
    return std::make_unique<Shard>(path, shape_);
  } catch (const Error& error) {
    warn(error, "its examples are computed again");
    return nullptr;
  }
}

std::optional<Examples> Store::load(const Shard* shard,
                                    const std::optional<FileState>& file) const {
  if (!shard || !file) return std::nullopt;
  const std::optional<std::size_t> entry = shard->find(*file);
  if (!entry) return std::nullopt;
  try {
    Examples examples(shard->examples(*entry));
    return stored_ == Hdf5File::Stored::bytes ? examples.as_bytes() : examples;
  } catch (const Error& error) {
    if (!warned_of_damaged_entry_.exchange(true)) {
      warn(error, "what is damaged is computed again");
    }
    return std::nullopt;
  }
}

void Store::save(const fs::path& audio_folder, std::span<const ShardEntry> entries,
                 const Shard* shard) {
  if (!enabled_ || entries.empty()) return;
  std::map<std::string, ShardEntry> merged;
  for (const ShardEntry& entry : entries) merged.emplace(entry.file.name, entry);

  for (const FileState& file : shard ? shard->files() : std::vector<FileState>{}) {
    if (merged.contains(file.name) || file_state(audio_folder / file.name) != file) continue;
    if (std::optional<Examples> examples = load(shard, file)) {
      merged.emplace(file.name, ShardEntry{file, std::move(*examples)});
    }
  }

  std::vector<ShardEntry> sorted;
  sorted.reserve(merged.size());
  for (const auto& [name, entry] : merged) sorted.push_back(entry);
  const std::array<std::pair<std::string, std::string>, 4> attributes = {{
      {"folder", audio_folder.string()},
      {"device", device_},
      {"extractor_version", std::to_string(features::extractor_version)},
      {"front_end", front_end_},
  }};
  try {
    write_shard(shard_path(audio_folder), shape_, sorted, attributes, stored_);
  } catch (const Error& error) {
    enabled_ = false;
    warn(error, "features are computed again in each run");
  }
}

}  // namespace timbre::cache
