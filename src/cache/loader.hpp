#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "cache/recording.hpp"
#include "timbre/core/device.hpp"
#include "timbre/resample/plan.hpp"

namespace timbre::cache {

/// Samples of a batch of recordings in a device's memory, one recording behind the other.
struct LoadedSamples {
  SampleView samples;
  std::int64_t count = 0;
  std::vector<SampleRange> clips;  ///< of each recording
  double resample_seconds = 0;     ///< as ExtractionTime counts them
};

/// Brings recordings into a device's memory in compact form and resamples them there. Keeps its
/// memory and its plans from batch to batch.
class Loader {
 public:
  Loader(Device& device, const resample::ResampleOptions& options);

  /// Recordings that all have the rate of the options stay as they are; else all become floats at
  /// that rate. Those for which the device has no filter (see resample::plan()) are resampled by
  /// the host before, in `recordings`, and the log says why. The samples last until the next call.
  LoadedSamples load(std::span<Recording> recordings);

 private:
  /// Places in the batch, by rate. What has no samples is in none.
  using Groups = std::map<int, std::vector<std::size_t>>;

  void resample_on_host(std::span<Recording> recordings);
  LoadedSamples upload(std::span<Recording> recordings, std::span<const std::size_t> members);
  LoadedSamples resample(std::span<Recording> recordings, const Groups& groups);
  resample::ResamplePlan* plan_for(int rate);

  Device& device_;
  resample::ResampleOptions options_;
  std::map<int, std::unique_ptr<resample::ResamplePlan>> plans_;  // null: the device has none
  Buffer uploaded_;
  Buffer resampled_;
};

}  // namespace timbre::cache
