#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "support/golden.hpp"
#include "support/scratch.hpp"
#include "timbre/cache/extract.hpp"
#include "timbre/core/device.hpp"
#include "timbre/decode/decode.hpp"
#include "timbre/features/plan.hpp"
#include "timbre/resample/plan.hpp"

namespace timbre::test {

/// A CPU with feature plans, a folder for recordings and another for the cache.
class Recordings {
 public:
  Recordings() {
    device->makers().set(features::cpu_feature_plans());
    device->makers().set(resample::cpu_resample_plans());
    options.features.segment = {.length = 4096, .hop = 2048};
  }

  /// Writes noise of its own under "folder/name.wav" and asks for it from now on. With segments of
  /// 4096 samples at every 2048th, `segments` of them fit.
  std::filesystem::path add(const std::string& name, int segments, int rate = 22050) {
    const std::filesystem::path path = write(name, segments, rate);
    files.push_back({path, name});
    return path;
  }

  /// Writes the noise of `seed`; the time of the file moves on by a second each time, as file
  /// systems may not tell apart two changes in one tick of their clock.
  std::filesystem::path write(const std::string& name, int segments, int rate = 22050) {
    const std::filesystem::path path = scratch / "audio" / name;
    std::filesystem::create_directories(path.parent_path());
    const auto samples = segments == 0 ? 100 : 2048 * (static_cast<std::size_t>(segments) + 1);
    decode::write_wav(path, noise(samples, ++seed, 0.5), rate);
    std::filesystem::last_write_time(
        path, std::filesystem::file_time_type::clock::now() + std::chrono::seconds(seed));
    return path;
  }

  cache::Extraction extract(cache::OnBadFile on_bad_file = cache::OnBadFile::skip) {
    return cache::extract(*device, files, options, on_bad_file, cache);
  }
  cache::Extraction extract_without_cache() {
    return cache::extract(*device, files, options, cache::OnBadFile::skip, {.enabled = false});
  }

  /// The cache's files.
  std::vector<std::filesystem::path> shards() const {
    std::vector<std::filesystem::path> found;
    if (!std::filesystem::exists(cache.folder)) return found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(cache.folder)) {
      if (entry.is_regular_file()) found.push_back(entry.path());
    }
    return found;
  }

  Scratch scratch;
  std::unique_ptr<Device> device = open_cpu();
  features::FrontEndOptions options;
  cache::CacheOptions cache{.enabled = true, .folder = scratch / "cache"};
  std::vector<cache::AudioFile> files;
  std::uint32_t seed = 0;
};

}  // namespace timbre::test
