#include "makers.hpp"

#include <utility>

#include "dataset/batch_source.hpp"
#include "features/feature_plan.hpp"
#include "metrics/ranking.hpp"
#include "model/program.hpp"
#include "resample/resample_plan.hpp"

namespace timbre::cuda {

std::unique_ptr<CudaDevice> open_device(std::string kind) {
  auto device = std::make_unique<CudaDevice>(std::move(kind));
  device->makers().set(batch_sources());
  device->makers().set(feature_plans());
  device->makers().set(programs());
  device->makers().set(rankings());
  device->makers().set(resample_plans());
  return device;
}

}  // namespace timbre::cuda
