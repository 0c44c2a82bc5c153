#pragma once

#include <memory>

#include "timbre/features/plan.hpp"

namespace timbre::cuda {

/// Plans for CudaDevices; put into the device by open_device().
std::shared_ptr<timbre::features::FeaturePlanMaker> feature_plans();

}  // namespace timbre::cuda
