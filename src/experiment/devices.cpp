#include "timbre/experiment/devices.hpp"

#include "timbre/dataset/batch_source.hpp"
#include "timbre/features/plan.hpp"
#include "timbre/metrics/ranking.hpp"
#include "timbre/model/program.hpp"
#include "timbre/resample/plan.hpp"

namespace timbre::experiment {
namespace {

std::unique_ptr<Device> open_cpu_with_makers() {
  std::unique_ptr<Device> device = open_cpu();
  device->makers().set(resample::cpu_resample_plans());
  device->makers().set(features::cpu_feature_plans());
  device->makers().set(dataset::cpu_batch_sources());
  device->makers().set(model::cpu_programs());
  device->makers().set(metrics::cpu_rankings());
  return device;
}

}  // namespace

std::unique_ptr<Device> open_device(const std::string& name) {
  if (name == "cpu") return open_cpu_with_makers();
  if (name == "cuda") return open_cuda();
  if (name != "auto") {
    throw RequestError("--device " + name + ": allowed are auto, cpu and cuda");
  }
  if (cuda_available()) return open_cuda();
  return open_cpu_with_makers();
}

}  // namespace timbre::experiment
