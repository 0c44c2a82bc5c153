#pragma once

#include "core/device.hpp"
#include "dataset/fill_batch.hpp"
#include "features/feature_plan.hpp"
#include "timbre/dataset/examples.hpp"

namespace timbre::cuda {

/// A set of examples in the device's memory, copied there once: the examples themselves, or the
/// recordings that they are computed from.
class ResidentExamples {
 public:
  /// Throws Error that says how much the set needs, how much is free and what to do when it does
  /// not fit.
  ResidentExamples(CudaDevice& device, const dataset::ExampleSet& examples);

  /// Without values where examples are computed.
  ResidentView view() const;
  SampleView samples() const { return {samples_.as<void>(), sixteen_bits_}; }
  const std::int64_t* starts() const { return starts_.as<std::int64_t>(); }

 private:
  std::int64_t size_;
  bool sixteen_bits_ = false;
  Buffer values_;
  Buffer samples_;
  Buffer starts_;  // of each example's segment: its first sample
  Buffer label_;
};

}  // namespace timbre::cuda
