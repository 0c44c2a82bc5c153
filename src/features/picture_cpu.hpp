#pragma once

#include <memory>

#include "timbre/features/plan.hpp"

namespace timbre::features {

/// The CPU's plan for spectrogram_picture.
std::unique_ptr<FeaturePlan> make_picture_plan(const FeatureOptions& options);

}  // namespace timbre::features
