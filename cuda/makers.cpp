#include "makers.hpp"

#include <utility>

#include "features/feature_plan.hpp"

namespace timbre::cuda {

std::unique_ptr<CudaDevice> open_device(std::string kind) {
  auto device = std::make_unique<CudaDevice>(std::move(kind));
  device->makers().set(feature_plans());
  return device;
}

}  // namespace timbre::cuda
