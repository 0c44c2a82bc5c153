#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>
#include <memory>

#include "timbre/features/plan.hpp"

namespace timbre::cuda {

/// Samples in the device's memory.
struct DeviceSamples {
  const void* values = nullptr;  ///< float or, counting 2^-15 each, std::int16_t
  bool sixteen_bits = false;
};

/// What a batch source asks of a CudaDevice's plan besides FeaturePlan: examples as work on a
/// stream that a graph can capture. Which they are stands on the device when the work runs.
class StreamFeatures {
 public:
  virtual ~StreamFeatures() = default;
  /// Example i of `count` from the whole segment that begins at sample `starts[i]`.
  virtual void enqueue_examples(const DeviceSamples& samples, const std::int64_t* starts,
                                std::int64_t count, float* examples, cudaStream_t stream) const = 0;
};

/// Plans for CudaDevices, each also StreamFeatures; put into the device by open_device().
std::shared_ptr<timbre::features::FeaturePlanMaker> feature_plans();

}  // namespace timbre::cuda
