#pragma once

#include <memory>
#include <utility>

#include "core/bounded_cache.hpp"
#include "features/real_transform_cufft.hpp"
#include "timbre/features/plan.hpp"

namespace timbre::cuda {

/// cuFFT's plans by (length, batch). Plans of one device share them: their work runs in order.
using TransformCache =
    BoundedCache<std::pair<int, int>, std::shared_ptr<const features::RealTransform>>;

inline constexpr int frames_at_once = 1024;

/// A plan whose frames go through cuFFT: the way for lengths that the fused kernel has not, such as
/// 400 or 8192, and its yardstick for those that it has. It is StreamFeatures too. Frames, spectra
/// and levels stand in device memory, those of a few whole segments at a time: as many as have
/// `frames` frames, or one.
std::unique_ptr<timbre::features::FeaturePlan> cufft_feature_plan(
    CudaDevice& device, const timbre::features::FeatureOptions& options, int sample_rate,
    TransformCache& transforms, int frames = frames_at_once);

}  // namespace timbre::cuda
