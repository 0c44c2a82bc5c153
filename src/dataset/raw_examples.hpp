#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "timbre/core/device.hpp"
#include "timbre/dataset/examples.hpp"

namespace timbre::dataset {

/// Some examples at a time on the CPU, as the features give them: read where they stand, made
/// floats of bytes, or computed from the recordings.
class RawExamples {
 public:
  RawExamples(Device& device, std::shared_ptr<const ExampleSet> examples);

  /// Readies these examples, computed on all threads. `row` then gives the first, the second, ...
  void load(std::span<const std::int32_t> examples);
  const float* row(std::int64_t number) const;

 private:
  void compute(const ExampleAudio& audio);

  std::shared_ptr<const ExampleSet> examples_;
  std::int64_t size_;
  std::span<const std::int32_t> loaded_;
  std::unique_ptr<features::FeaturePlan> plan_;  // null: there are no recordings
  std::vector<features::ClipWindow> windows_;
  std::vector<float> made_;  // what does not stand in memory as floats
};

}  // namespace timbre::dataset
