#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "timbre/cache/extract.hpp"
#include "timbre/features/plan.hpp"

namespace timbre::cache {

/// The samples of many files in memory, at the rate of the features and in compact form.
struct Recordings {
  std::vector<std::int16_t> sixteen_bits;  ///< each counts 2^-15
  std::vector<float> floats;  ///< instead, when a sample of any file is no multiple of 2^-15
  std::vector<features::ClipWindow> clips;  ///< of each file; a bad one has no samples
  std::vector<BadFile> bad_files;
  ExtractionTime seconds;

  bool is_compact() const { return floats.empty(); }
  std::int64_t sample_count() const;
  std::size_t bytes() const;
};

/// Decodes and resamples all files, on all threads. Throws Error for the first bad file when
/// `on_bad_file` is fail; Interrupted on Ctrl-C.
Recordings read_recordings(std::span<const AudioFile> files,
                           const features::FrontEndOptions& options, OnBadFile on_bad_file);

}  // namespace timbre::cache
