#pragma once

#include <memory>

#include "timbre/resample/plan.hpp"

namespace timbre::cuda {

/// Plans for CudaDevices, with the kaiser filters; put into the device by open_device().
std::shared_ptr<timbre::resample::ResamplePlanMaker> resample_plans();

}  // namespace timbre::cuda
