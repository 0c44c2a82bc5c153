#pragma once

#include <span>
#include <vector>

#include "timbre/cache/compact_samples.hpp"
#include "timbre/cache/extract.hpp"
#include "timbre/features/plan.hpp"

namespace timbre::cache {

/// The samples of many files in memory, at the rate of the features.
struct Recordings : CompactSamples {
  std::vector<features::ClipWindow>
      clips;  ///< of each file, in any order; a bad one has no samples
  std::vector<BadFile> bad_files;
  ExtractionTime seconds;
};

/// Decodes all files on all threads and resamples them on the device, as extract() does. Throws
/// Error for the first bad file when `on_bad_file` is fail; Interrupted on Ctrl-C.
Recordings read_recordings(Device& device, std::span<const AudioFile> files,
                           const features::FrontEndOptions& options, OnBadFile on_bad_file);

}  // namespace timbre::cache
