#pragma once

#include "core/device.hpp"
#include "dataset/fill_batch.hpp"
#include "timbre/dataset/examples.hpp"

namespace timbre::cuda {

/// A set of examples in the device's memory, copied there once.
class ResidentExamples {
 public:
  /// Throws Error that says how much the set needs, how much is free and what to do when it does
  /// not fit.
  ResidentExamples(CudaDevice& device, const dataset::ExampleSet& examples);

  ResidentView view() const;
  std::size_t bytes() const { return values_.bytes() + label_.bytes(); }

 private:
  std::int64_t size_;
  Buffer values_;
  Buffer label_;
};

}  // namespace timbre::cuda
