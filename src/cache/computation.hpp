#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "cache/examples.hpp"
#include "cache/loader.hpp"
#include "timbre/cache/extract.hpp"
#include "timbre/features/plan.hpp"

namespace timbre::cache {

/// What became of one file.
struct Computed {
  Examples examples;
  std::string problem;  ///< why there are none; empty when the file could be read
};

/// From files to examples on one device. Keeps its plan and its memory from batch to batch.
class Computation {
 public:
  Computation(Device& device, const features::FrontEndOptions& options);

  /// The examples of each file. The samples of all of them stand in memory at once.
  std::vector<Computed> run(std::span<const std::filesystem::path> paths, ExtractionTime& seconds);

 private:
  void compute(const LoadedSamples& loaded, std::span<Computed> results);
  std::shared_ptr<Buffer> to_host(std::shared_ptr<Buffer> buffer);

  std::unique_ptr<Device> host_;
  Device& device_;  // the host for pictures that come as files and those of mel levels
  features::FrontEndOptions options_;
  Loader loader_;
  std::unique_ptr<features::FeaturePlan> plan_;  // null for files that are pictures
};

}  // namespace timbre::cache
