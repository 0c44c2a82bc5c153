#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "timbre/core/device.hpp"
#include "timbre/core/tensor.hpp"
#include "timbre/features/options.hpp"

namespace timbre::cache {

/// A file whose examples are wanted.
struct AudioFile {
  std::filesystem::path path;
  std::string name;  ///< unique in the request, for messages and results: "fold1/7061-6-0-0.wav"
};

/// A file that could not be read, with the reason.
struct BadFile {
  std::string name;
  std::string reason;
};

enum class OnBadFile {
  skip,  ///< count it, list it, go on
  fail,  ///< stop with its reason
};

struct CacheOptions {
  bool enabled = true;
  std::filesystem::path folder = {};  ///< empty: core's cache_folder()
};

/// Seconds spent in each stage, added up over all threads. Resampling and features on the CPU count
/// for every thread, as all of them work on one batch; on another device they are the device's
/// time.
struct ExtractionTime {
  double decode = 0;
  double resample = 0;
  double features = 0;
  double cache = 0;
  double wall = 0;  ///< from start to end, not added up
};

/// The examples of many files, file after file in the order of the request.
struct Extraction {
  Tensor examples;                  ///< [examples, rows, columns, channels]
  ByteTensor pictures;              ///< instead of them where features::is_picture
  std::vector<std::int64_t> first;  ///< first example of each file, and the total at the end
  std::vector<BadFile> bad_files;   ///< they have no examples
  std::int64_t hits = 0;            ///< files whose examples came from the cache
  std::int64_t misses = 0;          ///< files that were computed (bad ones included)
  ExtractionTime seconds;

  const Shape& shape() const { return pictures.shape.empty() ? examples.shape : pictures.shape; }
};

/// Examples of all files: from the cache where it holds them, else decoded by the host, resampled
/// and computed on the device, then put into the cache. What the device has no filter for (soxr's,
/// and rates with a small common divisor) the host resamples, and the log says so.
///
/// The cache holds one HDF5 file for each folder of audio and set of options, named by a hash of
/// the options, extractor_version, the kind of device and the folder. Inside, each audio file is
/// known by its name, size and time of change and guarded by a checksum, so that a changed file or
/// a damaged entry is computed again and the others are not. Cache files are written aside and
/// renamed. A cache that cannot be written costs a warning, not the run.
///
/// Throws Error for the first bad file when `on_bad_file` is fail; Interrupted on Ctrl-C. What was
/// computed until then is in the cache.
Extraction extract(Device& device, std::span<const AudioFile> files,
                   const features::FrontEndOptions& options, OnBadFile on_bad_file,
                   const CacheOptions& cache = {});

/// The examples of one file, computed without the cache: [examples, rows, columns, channels].
Tensor extract_file(Device& device, const std::filesystem::path& path,
                    const features::FrontEndOptions& options);

}  // namespace timbre::cache
