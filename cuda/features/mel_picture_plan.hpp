#pragma once

#include <memory>

#include "core/device.hpp"
#include "features/picture_plan.hpp"

namespace timbre::cuda {

/// A plan for kind mel_picture. It is StreamFeatures too. Throws RequestError when the transform
/// has a length that the fused kernel has not, or when a row of the example needs more of the
/// figure than a block's shared memory holds. Levels go through device memory, those of as many
/// clips at a time as `level_bytes` hold, or of one.
std::unique_ptr<timbre::features::FeaturePlan> mel_picture_plan(
    CudaDevice& device, const timbre::features::FeatureOptions& options, int sample_rate,
    std::size_t level_bytes = most_level_bytes);

}  // namespace timbre::cuda
