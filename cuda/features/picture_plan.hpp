#pragma once

#include <memory>

#include "core/device.hpp"
#include "timbre/features/plan.hpp"

namespace timbre::cuda {

/// Pictures for which levels go through device memory are drawn so many bytes of levels at a time.
inline constexpr std::size_t most_level_bytes = std::size_t{64} << 20;

/// A plan for kind spectrogram_picture. It is StreamFeatures too. Throws RequestError when a row of
/// the example needs more of the figure than a block's shared memory holds.
std::unique_ptr<timbre::features::FeaturePlan> picture_plan(
    CudaDevice& device, const timbre::features::FeatureOptions& options,
    std::size_t level_bytes = most_level_bytes);

}  // namespace timbre::cuda
