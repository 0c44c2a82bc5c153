#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>
#include <memory>

#include "timbre/features/plan.hpp"

namespace timbre::cuda {

/// What a batch source asks of a CudaDevice's plan besides FeaturePlan: examples as work on a
/// stream that a graph can capture. Which they are stands on the device when the work runs.
class StreamFeatures {
 public:
  virtual ~StreamFeatures() = default;
  /// Example i of `count` from the whole segment that begins at sample `starts[i]`. All is memory
  /// of the device.
  virtual void enqueue_examples(SampleView samples, const std::int64_t* starts, std::int64_t count,
                                float* examples, cudaStream_t stream) const = 0;
};

/// Plans for CudaDevices, each also StreamFeatures: the fused kernel's, or cuFFT's for lengths that
/// it has not, or that of pictures. Put into the device by open_device().
std::shared_ptr<timbre::features::FeaturePlanMaker> feature_plans();

}  // namespace timbre::cuda
